import * as z from 'zod';
import { closed, open } from '../schema/closed';

/** Whatever it is: PANTHER itself judges the values. What a key means is for editors. */
const any = (description: string) => z.unknown().meta({ description }).optional();
/** These are known; others may be, too. */
const known = (description: string, values: readonly [string, ...string[]]) => z.union([z.enum(values), z.unknown()]).meta({ description }).optional();
const oneOrMany = (schema: z.ZodType, description: string) => z.union([schema, z.array(schema), z.unknown()]).meta({ description }).optional();

const LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const;

const logging = closed({
  level: known('The least that is logged.', LEVELS),
  format: any('How a line is written, as Python\'s logging has it.'),
  enable_colors: any('Whether lines are coloured.'),
  debug_file_logging: any('Whether the file gets all levels.'),
  feature_levels: any('Levels of single features.'),
});

const paths = closed({
  output_dir: any('Where the runs go: outputs.'), log_dir: any('Where logs go.'), config_dir: any('Where configs are.'), plugin_dir: any('Where plug-ins are.'),
  cert_dir: any('Where certificates are.'), temp_dir: any('Where temporary files go.'),
});

/** Former names, and those that replaced them. */
export const RENAMED_DOCKER_KEYS = { build_docker_image: 'force_build_docker_image' } as const;
const docker = open({
  force_build_docker_image: any('Whether images are built even where they are there.'),
  build_docker_image: z.unknown().meta({ description: 'The former name of force_build_docker_image.', deprecated: true }).optional(),
  no_docker_cache: any('Whether images are built without Docker\'s cache.'), use_buildx: any('Whether buildx builds the images.'),
  user_mapping: any('Whether containers run as the user who starts them.'),
});

const observer = open({ enabled: any('Whether it observes.'), log_level: known('The least that it logs.', LEVELS), priority: any('Who is told first.') });
const observers = closed({
  logger: observer.optional(), metrics: observer.optional(), storage: observer.optional(), experiment: observer.optional(), resource: observer.optional(),
});

const network = open({
  type: known('Where the services run.', ['docker_compose', 'localhost_single_container', 'shadow_ns']),
  version: any('The version of the environment\'s own format.'), plugin_config: any('What the environment itself takes.'), config: any('What the environment itself takes.'),
  general: any('shadow_ns: stop_time and the like.'), network: any('shadow_ns: latency, jitter, packet_loss.'),
});
const execution = open({
  type: known('What runs around the services.', ['strace', 'gperf_cpu', 'gperf_heap', 'memcheck', 'helgrind', 'gdb', 'iterations']),
  plugin_config: any('What it takes.'),
});

const implementation = open({
  name: any('The plug-in of the implementation.'), type: known('What is tested, or what tests.', ['iut', 'testers']), test: any('What the tester does.'), version: any('Its version.'),
});
const protocol = closed({
  name: any('The protocol.'), version: any('Its version.'), role: known('What the service is in it.', ['server', 'client', 'peer']), target: any('The service that it talks to.'),
});

export const pantherService = closed({
  name: any('A former key: a service is known by its key.'),
  implementation: z.union([implementation, z.unknown()]).meta({ description: 'What runs.' }).optional(),
  protocol: z.union([protocol, z.unknown()]).meta({ description: 'What it speaks.' }).optional(),
  timeout: any('Seconds after which the service is ended.'), ports: any('A list of "host:container".'), volumes: any('What is mounted.'), environment: any('Its environment.'),
  generate_new_certificates: any('Whether it gets certificates of its own.'), depends_on: any('Services that start before it.'), restart_policy: any('Whether it is started again.'),
  command_override: any('What runs instead of the implementation\'s command.'), plugin_config: any('What the implementation takes.'), docker: any('What Docker takes.'),
});

const steps = closed({
  pre_commands: any('Commands before the wait.'), wait: any('Seconds that the test lasts.'), post_commands: any('Commands after the wait.'), record_pcap: any('Whether packets are recorded.'),
});

/** `services` are checked one by one; they are here for editors. */
export const pantherTest = closed({
  name: any('The name; its folder is made of it.'), description: any('For people.'),
  network_environment: z.union([network, z.unknown()]).meta({ description: 'Where the services run.' }).optional(),
  execution_environment: oneOrMany(execution, 'What runs around the services: a list, or one.'),
  services: z.unknown().meta({ description: 'At least one service, each by its name.' }).optional(),
  steps: z.union([steps, z.unknown()]).meta({ description: 'What happens while the services run.' }).optional(),
  iterations: any('Was not seen to have an effect.'), timeout: any('Was not seen to have an effect.'), fast_fail_enabled: any('Whether a failure ends the rest.'),
  continue_on_failure: any('Whether the rest goes on after a failure.'), collect_artifacts: any('Whether what the services leave is kept.'),
  assertions: z.unknown().meta({ description: 'Has no effect.', deprecated: true }).optional(),
  debug_environment: z.unknown().meta({ description: 'A former key.', deprecated: true }).optional(),
  generate_new_certificates: z.unknown().meta({ description: 'A former key of a test: services have it.', deprecated: true }).optional(),
});

const head = {
  version: any('The version of the format.'), logging: logging.optional(), paths: paths.optional(), docker: docker.optional(), progress: any('How progress is shown.'),
  fast_fail: any('When the rest is given up.'), metrics: any('What is measured.'), observers: observers.optional(), metadata: any('For people.'),
};
/** Tests are checked one by one. */
export const pantherFile = closed({ ...head, tests: z.unknown() });
/** The whole, for editors. */
export const wholePantherFile = closed({
  ...head, tests: z.array(pantherTest.extend({ services: z.record(z.string(), z.union([pantherService, z.unknown()])).optional() })).optional(),
});
