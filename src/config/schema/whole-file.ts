import * as z from 'zod';
import { NO_EXTENSIONS, type ConfigExtensions } from '../extensions';
import { assertionSchemas } from './assertion';
import { closed, laterKeys } from './closed';
import { defaultableKeys, matrix, testKeys } from './test';
import { executionEnvironmentWith } from './execution-environment';
import { extensionSchemas, type ExtensionSchemas } from './extension-schemas';
import { fileHead, LATER_FILE_KEYS, plugins } from './file';
import { command } from './leaves';
import { probeKeys } from './ready';
import { service } from './service';
import { stepCommon, stepDefaults, stepSchemas } from './step';
import { stepsMap } from './steps-map';
import { when } from './when';

const typedAssertions = Object.entries(assertionSchemas).map(([kind, schema]) => closed({ type: z.literal(kind), ...schema.shape }));
const keyedAssertions = Object.entries({
  ...assertionSchemas,
  // `command: ls` says what `command: { command: ls }` says.
  command: z.union([command, assertionSchemas.command]),
}).map(([kind, schema]) => closed({ [kind]: schema, when: when.optional() }));

/** A plug-in whose schema is known is completed by it. */
const pluginsWith = (schemas: ExtensionSchemas['plugins']) =>
  (schemas.size === 0 ? plugins : z.array(z.union([
    ...[...schemas].flatMap(([text, schema]) => [closed({ path: z.literal(text), config: schema.optional() }), closed({ name: z.literal(text), config: schema.optional() })]),
    ...plugins.element.options,
  ])));

const stepWith = (added: ExtensionSchemas, probes: z.ZodRawShape): z.ZodType => {
  const { wait_for, parallel, steps, ...others } = stepSchemas;
  const step: z.ZodType = z.union([
    ...Object.values(others),
    added.probes.size === 0 ? wait_for : closed({ ...wait_for.shape, wait_for: closed({ ...wait_for.shape.wait_for.shape, ...probes }) }),
    closed({ ...parallel.shape, parallel: z.array(z.lazy(() => step)) }),
    closed({ ...steps.shape, steps: z.array(z.lazy(() => step)) }),
    ...[...added.steps].map(([kind, schema]) => closed({ [kind]: schema, ...stepCommon })),
  ]);
  return step;
};

const assertionWith = ({ assertions }: ExtensionSchemas) =>
  z.union([...typedAssertions, ...keyedAssertions, ...[...assertions].flatMap(([kind, schema]) => [
    closed({ [kind]: schema, when: when.optional() }),
    ...(schema instanceof z.ZodObject ? [closed({ type: z.literal(kind), when: when.optional(), ...schema.shape })] : []),
  ])]);

const whole = (extensions: ConfigExtensions) => {
  const added = extensionSchemas(extensions);
  const probes = Object.fromEntries([...added.probes].map(([kind, schema]) => [kind, schema.optional()]));
  const ownService = added.probes.size === 0 ? service : closed({ ...service.shape, ready: closed({ ...probeKeys, ...probes }).optional() }, laterKeys.get(service)?.later);
  const parts = {
    execution_environment: executionEnvironmentWith(added.environments).optional(), matrix: matrix.optional(), services: z.record(z.string(), ownService).optional(),
    steps: z.union([z.array(stepWith(added, probes)), stepsMap]).optional(), assertions: z.array(assertionWith(added)).optional(),
  };
  return closed({
    ...fileHead,
    plugins: pluginsWith(added.plugins).optional(),
    variables: z.record(z.string(), z.unknown()).optional(),
    defaults: closed({ ...defaultableKeys, ...parts, service: ownService.partial().optional(), step: stepDefaults.optional() }).optional(),
    tests: z.array(closed({ ...testKeys, name: testKeys.name.unwrap(), ...parts })),
  }, LATER_FILE_KEYS);
};

const made = new WeakMap<ConfigExtensions, ReturnType<typeof whole>>();

/** The schema of a whole file, with what its plug-ins add: for editors. The reader checks a file part by part. */
export const wholeFile = (extensions: ConfigExtensions = NO_EXTENSIONS): ReturnType<typeof whole> => {
  const schema = made.get(extensions) ?? whole(extensions);
  made.set(extensions, schema);
  return schema;
};
