import * as z from 'zod';
import { may } from './may';
import { record } from './record';
import { refersTo } from './refers-to';
import { closed } from './closed';
import { asWritten, duration, flag, id, nonEmptyText, textList } from './leaves';

const COMMAND = 'a program, or a list of a program and its arguments';
/** The program instead of the one of that name in the `PATH`, and arguments for it. */
const tool = { command: may(nonEmptyText, 'The program, in place of the one of that name in the PATH.'), args: may(textList, 'Further arguments for it.') };
/** The `plugin_config` of each type. */
export const environmentConfigs = {
  usage: closed({ interval: may(duration, 'The time between two looks.', '1s'), samples: may(flag, 'Whether the samples are kept in a file.', true) }),
  strace: closed(tool),
  memcheck: closed({ ...tool, fail_on_errors: may(flag, 'Whether what it finds fails the test.', false) }),
  perf_stat: closed({ ...tool, events: may(textList, 'What is counted; perf list tells the names.') }),
  pid_namespace: closed(tool),
  command_prefix: closed({
    command: z.union([nonEmptyText, z.array(asWritten).min(1, { error: COMMAND })], { error: COMMAND }).meta({ description: 'The program that starts the service.' }),
    args: may(textList, 'Its arguments before the service\'s command.'),
  }),
} as const;
export type EnvironmentType = keyof typeof environmentConfigs;
export const ENVIRONMENT_TYPES = ['usage', 'strace', 'memcheck', 'perf_stat', 'pid_namespace', 'command_prefix'] as const satisfies readonly EnvironmentType[];
export const isEnvironmentType = (type: string): type is EnvironmentType => Object.hasOwn(environmentConfigs, type);

const service = refersTo('service', id);
const TYPE = 'What runs around the services, and watches them.';
/** One entry of `execution_environment`. */
export const environment = closed({
  type: nonEmptyText.meta({ description: TYPE }),
  on: may(z.union([service, z.array(service)], { error: 'the name of a service, or a list of them' }), 'Around which services; without it around all.'),
  plugin_config: may(record(z.string(), z.unknown(), { error: 'a map' }), 'What the type takes.'),
});

const ENVIRONMENT = 'the type of an execution environment, a map with type, or a list of these';
const entry = z.union([nonEmptyText, environment], { error: ENVIRONMENT });
export const executionEnvironment = z.union([nonEmptyText, environment, z.array(entry, { error: ENVIRONMENT })], { error: ENVIRONMENT });

/** The same, by type; plug-ins bring further types with schemas of their own. */
export const executionEnvironmentWith = (types: ReadonlyMap<string, z.ZodType>) => {
  const byType = [...Object.entries<z.ZodType>(environmentConfigs), ...types].map(([type, config]) =>
    closed({ type: z.literal(type).meta({ description: TYPE }), on: environment.shape.on, plugin_config: config.safeParse({}).success ? may(config, 'What the type takes.') : config.meta({ description: 'What the type takes.' }) }));
  const one = z.union([z.enum([...ENVIRONMENT_TYPES, ...types.keys()]), ...byType]);
  return z.union([one, z.array(one)]);
};
