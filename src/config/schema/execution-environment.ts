import * as z from 'zod';
import { record } from './record';
import { closed } from './closed';
import { asWritten, duration, flag, id, nonEmptyText, textList } from './leaves';

const COMMAND = 'a program, or a list of a program and its arguments';
/** The program instead of the one of that name in the `PATH`, and arguments for it. */
const tool = { command: nonEmptyText.optional(), args: textList.optional() };
/** The `plugin_config` of each type. */
export const environmentConfigs = {
  usage: closed({ interval: duration.optional(), samples: flag.optional() }),
  strace: closed(tool),
  memcheck: closed({ ...tool, fail_on_errors: flag.optional() }),
  perf_stat: closed({ ...tool, events: textList.optional() }),
  pid_namespace: closed(tool),
  command_prefix: closed({
    command: z.union([nonEmptyText, z.array(asWritten).min(1, { error: COMMAND })], { error: COMMAND }),
    args: textList.optional(),
  }),
} as const;
export type EnvironmentType = keyof typeof environmentConfigs;
export const ENVIRONMENT_TYPES = ['usage', 'strace', 'memcheck', 'perf_stat', 'pid_namespace', 'command_prefix'] as const satisfies readonly EnvironmentType[];
export const isEnvironmentType = (type: string): type is EnvironmentType => Object.hasOwn(environmentConfigs, type);

/** One entry of `execution_environment`. */
export const environment = closed({
  type: nonEmptyText,
  on: z.union([id, z.array(id)], { error: 'the name of a service, or a list of them' }).optional(),
  plugin_config: record(z.string(), z.unknown(), { error: 'a map' }).optional(),
});

const ENVIRONMENT = 'the type of an execution environment, a map with type, or a list of these';
const entry = z.union([nonEmptyText, environment], { error: ENVIRONMENT });
export const executionEnvironment = z.union([nonEmptyText, environment, z.array(entry, { error: ENVIRONMENT })], { error: ENVIRONMENT });

/** The same, by type; plug-ins bring further types with schemas of their own. */
export const executionEnvironmentWith = (types: ReadonlyMap<string, z.ZodType>) => {
  const byType = [...Object.entries<z.ZodType>(environmentConfigs), ...types].map(([type, config]) =>
    closed({ type: z.literal(type), on: environment.shape.on, plugin_config: config.safeParse({}).success ? config.optional() : config }));
  const one = z.union([z.enum([...ENVIRONMENT_TYPES, ...types.keys()]), ...byType]);
  return z.union([one, z.array(one)]);
};
