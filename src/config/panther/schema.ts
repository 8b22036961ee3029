import * as z from 'zod';
import { closed, open } from '../schema/closed';
import { refersTo } from '../schema/refers-to';

/** Whatever it is: PANTHER itself judges the values. What a key means is for editors. */
const anything = (description: string) => z.unknown().meta({ description }).optional();
/** These are known; others may be, too. */
const known = (description: string, values: readonly [string, ...string[]]) => z.union([z.enum(values), z.unknown()]).meta({ description }).optional();
const oneOrMany = (schema: z.ZodType, description: string) => z.union([schema, z.array(schema), z.unknown()]).meta({ description }).optional();

const LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const;

const logging = closed({
  level: known('The least that is logged.', LEVELS),
  format: anything('How a line is written, as Python\'s logging has it.'),
  enable_colors: anything('Whether lines are coloured.'),
  debug_file_logging: anything('Whether the file gets all levels.'),
  feature_levels: anything('Levels of single features.'),
});

const paths = closed({
  output_dir: anything('Where the runs go: outputs.'), log_dir: anything('Where logs go.'), config_dir: anything('Where configs are.'), plugin_dir: anything('Where plug-ins are.'),
  cert_dir: anything('Where certificates are.'), temp_dir: anything('Where temporary files go.'),
});

/** Former names, and those that replaced them. */
export const RENAMED_DOCKER_KEYS = { build_docker_image: 'force_build_docker_image' } as const;
const docker = open({
  force_build_docker_image: anything('Whether images are built even where they are there.'),
  build_docker_image: z.unknown().meta({ description: 'The former name of force_build_docker_image.', deprecated: true }).optional(),
  no_docker_cache: anything('Whether images are built without Docker\'s cache.'), use_buildx: anything('Whether buildx builds the images.'),
  user_mapping: anything('Whether containers run as the user who starts them.'),
});

const observer = open({ enabled: anything('Whether it observes.'), log_level: known('The least that it logs.', LEVELS), priority: anything('Who is told first.') });
const observers = closed({
  logger: observer.optional(), metrics: observer.optional(), storage: observer.optional(), experiment: observer.optional(), resource: observer.optional(),
});

const network = open({
  type: known('Where the services run.', ['docker_compose', 'localhost_single_container', 'shadow_ns']),
  version: anything('The version of the environment\'s own format.'), plugin_config: anything('What the environment itself takes.'), config: anything('What the environment itself takes.'),
  general: anything('shadow_ns: stop_time and the like.'), network: anything('shadow_ns: latency, jitter, packet_loss.'),
});
const execution = open({
  type: known('What runs around the services.', ['strace', 'gperf_cpu', 'gperf_heap', 'memcheck', 'helgrind', 'gdb', 'iterations']),
  plugin_config: anything('What it takes.'),
});

const implementation = open({
  name: anything('The plug-in of the implementation.'), type: known('What is tested, or what tests.', ['iut', 'testers']), test: anything('What the tester does.'), version: anything('Its version.'),
});
const protocol = closed({
  name: anything('The protocol.'), version: anything('Its version.'), role: known('What the service is in it.', ['server', 'client', 'peer']), target: refersTo('service', z.unknown()).meta({ description: 'The service that it talks to.' }).optional(),
});

const other = refersTo('service', z.unknown());
export const pantherService = closed({
  name: anything('A former key: a service is known by its key.'),
  implementation: z.union([implementation, z.unknown()]).meta({ description: 'What runs.' }).optional(),
  protocol: z.union([protocol, z.unknown()]).meta({ description: 'What it speaks.' }).optional(),
  timeout: anything('Seconds after which the service is ended.'), ports: anything('A list of "host:container".'), volumes: anything('What is mounted.'), environment: anything('Its environment.'),
  generate_new_certificates: anything('Whether it gets certificates of its own.'), depends_on: z.union([other, z.array(other)]).meta({ description: 'Services that start before it.' }).optional(), restart_policy: anything('Whether it is started again.'),
  command_override: anything('What runs instead of the implementation\'s command.'), plugin_config: anything('What the implementation takes.'), docker: anything('What Docker takes.'),
});

const steps = closed({
  pre_commands: anything('Commands before the wait.'), wait: anything('Seconds that the test lasts.'), post_commands: anything('Commands after the wait.'), record_pcap: anything('Whether packets are recorded.'),
});

/** `services` are checked one by one; they are here for editors. */
export const pantherTest = closed({
  name: anything('The name; its folder is made of it.'), description: anything('For people.'),
  network_environment: z.union([network, z.unknown()]).meta({ description: 'Where the services run.' }).optional(),
  execution_environment: oneOrMany(execution, 'What runs around the services: a list, or one.'),
  services: z.unknown().meta({ description: 'At least one service, each by its name.' }).optional(),
  steps: z.union([steps, z.unknown()]).meta({ description: 'What happens while the services run.' }).optional(),
  iterations: anything('Was not seen to have an effect.'), timeout: anything('Was not seen to have an effect.'), fast_fail_enabled: anything('Whether a failure ends the rest.'),
  continue_on_failure: anything('Whether the rest goes on after a failure.'), collect_artifacts: anything('Whether what the services leave is kept.'),
  assertions: z.unknown().meta({ description: 'Has no effect.', deprecated: true }).optional(),
  debug_environment: z.unknown().meta({ description: 'A former key.', deprecated: true }).optional(),
  generate_new_certificates: z.unknown().meta({ description: 'A former key of a test: services have it.', deprecated: true }).optional(),
});

const head = {
  version: anything('The version of the format.'), logging: logging.optional(), paths: paths.optional(), docker: docker.optional(), progress: anything('How progress is shown.'),
  fast_fail: anything('When the rest is given up.'), metrics: anything('What is measured.'), observers: observers.optional(), metadata: anything('For people.'),
};
/** Tests are checked one by one. */
export const pantherFile = closed({ ...head, tests: z.unknown() });
/** The whole, for editors. */
export const wholePantherFile = closed({
  ...head, tests: z.array(pantherTest.extend({ services: z.record(z.string(), z.union([pantherService, z.unknown()])).optional() })).optional(),
});
