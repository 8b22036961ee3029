import * as z from 'zod';
import { remembered } from '../../events';
import { NO_EXTENSIONS, type ConfigExtensions } from '../extensions';
import { ABOUT_ASSERTIONS, ASSERTION_KINDS, assertionSchemas } from './assertion';
import { closed, laterKeys } from './closed';
import { defaultableKeys, matrix, testKeys } from './test';
import { executionEnvironmentWith } from './execution-environment';
import { extensionSchemas, type ExtensionSchemas } from './extension-schemas';
import { fileHead, LATER_FILE_KEYS, plugins } from './file';
import { command } from './leaves';
import { may } from './may';
import { probeKeys } from './ready';
import { service } from './service';
import { AT_ONCE, IN_ORDER, stepCommon, stepDefaults, stepSchemas } from './step';
import { stepsMap } from './steps-map';

const typed = (kind: string) => z.literal(kind).meta({ description: 'What is looked at.' });
const typedAssertions = ASSERTION_KINDS.map((kind) => closed({ type: typed(kind), ...assertionSchemas[kind].shape }));
const keyedAssertions = ASSERTION_KINDS.map((kind) => {
  const schema = assertionSchemas[kind];
  // `command: ls` says what `command: { command: ls }` says.
  const value: z.ZodType = kind === 'command' ? z.union([command, schema]) : schema;
  return closed({ [kind]: value.meta({ description: ABOUT_ASSERTIONS[kind] }), when: stepCommon.when });
});

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
    closed({ ...parallel.shape, parallel: z.array(z.lazy(() => step)).meta({ description: AT_ONCE }) }),
    closed({ ...steps.shape, steps: z.array(z.lazy(() => step)).meta({ description: IN_ORDER }) }),
    ...[...added.steps].map(([kind, schema]) => closed({ [kind]: schema, ...stepCommon })),
  ]);
  return step;
};

const assertionWith = ({ assertions }: ExtensionSchemas) =>
  z.union([...typedAssertions, ...keyedAssertions, ...[...assertions].flatMap(([kind, schema]) => [
    closed({ [kind]: schema, when: stepCommon.when }),
    ...(schema instanceof z.ZodObject ? [closed({ type: typed(kind), when: stepCommon.when, ...schema.shape })] : []),
  ])]);

const whole = (extensions: ConfigExtensions) => {
  const added = extensionSchemas(extensions);
  const probes = Object.fromEntries([...added.probes].map(([kind, schema]) => [kind, schema.optional()]));
  const ownService = added.probes.size === 0 ? service : closed({ ...service.shape, ready: closed({ ...probeKeys, ...probes }).optional().meta({ description: z.globalRegistry.get(service.shape.ready)?.description }) }, laterKeys.get(service)?.later);
  const parts = {
    execution_environment: executionEnvironmentWith(added.environments).optional().meta({ description: z.globalRegistry.get(testKeys.execution_environment)?.description }),
    matrix: may(matrix, 'Names and lists of values: one case for each combination, the first key slowest.'), services: may(z.record(z.string(), ownService), 'What runs while the test lasts, each by its name.'),
    steps: may(z.union([z.array(stepWith(added, probes)), stepsMap]), 'What is done while the services run.'), assertions: may(z.array(assertionWith(added)), 'What must hold after the steps.'),
  };
  return closed({
    ...fileHead,
    plugins: may(pluginsWith(added.plugins), 'Plug-ins: paths of modules or folders, relative to the file, or maps of path or name, and config.'),
    variables: may(z.record(z.string(), z.unknown()), 'Values for expressions; may use each other.'),
    defaults: may(closed({
      ...defaultableKeys, ...parts, service: may(ownService.partial(), 'What every service has, unless it says otherwise.'), step: may(stepDefaults, 'What every step has, as far as its kind knows it.'),
    }), 'What every test has, unless it says otherwise.'),
    tests: z.array(closed({ ...testKeys, name: testKeys.name.unwrap().meta({ description: z.globalRegistry.get(testKeys.name)?.description }), ...parts })).meta({ description: 'The test cases.' }),
  }, LATER_FILE_KEYS);
};

const made = remembered(whole);

/** The schema of a whole file, with what its plug-ins add: for editors. The reader checks a file part by part. */
export const wholeFile = (extensions: ConfigExtensions = NO_EXTENSIONS): ReturnType<typeof whole> => made(extensions);
