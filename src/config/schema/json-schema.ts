import * as z from 'zod';
import { NO_EXTENSIONS, type ConfigExtensions } from '../extensions';
import { assertionSchemas } from './assertion';
import { closed, laterKeys } from './closed';
import { defaultableKeys, matrix, testKeys } from './test';
import { executionEnvironmentWith } from './execution-environment';
import { fileHead, LATER_FILE_KEYS, plugins } from './file';
import { extensionSchemas } from './extension-schemas';
import { command } from './leaves';
import { probeKeys } from './ready';
import { service } from './service';
import { stepCommon, stepDefaults, stepSchemas } from './step';
import { stepsMap } from './steps-map';
import { when } from './when';

const typedAssertions = Object.entries(assertionSchemas).map(([kind, schema]) => {
  const { shape } = schema;
  return closed({ type: z.literal(kind), ...shape });
});
const keyedAssertions = Object.entries({
  ...assertionSchemas,
  // `command: ls` says what `command: { command: ls }` says.
  command: z.union([command, assertionSchemas.command]),
}).map(([kind, schema]) => closed({ [kind]: schema, when: when.optional() }));

/** A plug-in whose schema is known is completed by it. */
const pluginsWith = (schemas: ReadonlyMap<string, z.ZodType>) =>
  (schemas.size === 0 ? plugins : z.array(z.union([
    ...[...schemas].flatMap(([text, schema]) => [closed({ path: z.literal(text), config: schema.optional() }), closed({ name: z.literal(text), config: schema.optional() })]),
    ...plugins.element.options,
  ])));

/** A file whose plug-ins add kinds. */
const fileWith = (extensions: ConfigExtensions) => {
  const added = extensionSchemas(extensions);
  const probes = Object.fromEntries([...added.probes].map(([kind, schema]) => [kind, schema.optional()]));
  const ownService = added.probes.size === 0 ? service : closed({ ...service.shape, ready: closed({ ...probeKeys, ...probes }).optional() }, laterKeys.get(service)?.later);
  const pluginSteps = [...added.steps].map(([kind, schema]) => closed({ [kind]: schema, ...stepCommon }));
  const { wait_for, ...others } = stepSchemas;
  const waiting = added.probes.size === 0 ? wait_for : closed({ ...wait_for.shape, wait_for: closed({ ...wait_for.shape.wait_for.shape, ...probes }, laterKeys.get(wait_for.shape.wait_for)?.later) }, laterKeys.get(wait_for)?.later);
  const steps = z.union([z.array(z.union([...Object.values(others), waiting, ...pluginSteps])), stepsMap]);
  const assertions = z.array(z.union([...typedAssertions, ...keyedAssertions, ...[...added.assertions].flatMap(([kind, schema]) => [
    closed({ [kind]: schema, when: when.optional() }),
    ...(schema instanceof z.ZodObject ? [closed({ type: z.literal(kind), when: when.optional(), ...schema.shape })] : []),
  ])]));
  const environments = added.environments.size === 0 ? {} : { execution_environment: executionEnvironmentWith(added.environments).optional() };
  const parts = { ...environments, matrix: matrix.optional(), services: z.record(z.string(), ownService).optional(), steps: steps.optional(), assertions: assertions.optional() };
  const test = closed({ ...testKeys, ...parts });
  return closed({
    ...fileHead,
    plugins: pluginsWith(added.plugins).optional(),
    variables: z.record(z.string(), z.unknown()).optional(),
    defaults: closed({ ...defaultableKeys, ...parts, service: ownService.partial().optional(), step: stepDefaults.optional() }).optional(),
    tests: z.array(test),
  }, LATER_FILE_KEYS);
};

type Json = { [key: string]: unknown };
const isMap = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

const EXPRESSION = { type: 'string', pattern: '\\$\\{\\{' } as const;
const CHOICES = ['anyOf', 'oneOf'] as const;

/** Wherever a value stands, an expression may stand. */
const widen = (schema: unknown): unknown => {
  if (!isMap(schema)) return schema;
  if ('allOf' in schema || '$ref' in schema || schema['type'] === undefined && !CHOICES.some((key) => key in schema)) return schema;
  if (schema['type'] === 'string' && !('pattern' in schema) && !('enum' in schema) && !('const' in schema)) return schema;
  const choice = CHOICES.find((key) => Array.isArray(schema[key]));
  if (choice === undefined) return { anyOf: [inside(schema), EXPRESSION] };
  const { [choice]: options, ...rest } = schema;
  return { ...rest, anyOf: [...(Array.isArray(options) ? options : []).map(inside), EXPRESSION] };
};

const each = (value: unknown, change: (inner: unknown) => unknown): unknown =>
  (isMap(value) ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, change(inner)])) : value);

const inside = (schema: unknown): unknown => {
  if (!isMap(schema)) return schema;
  const result: Json = { ...schema };
  for (const key of CHOICES) if (Array.isArray(schema[key])) result[key] = schema[key].map(inside);
  for (const key of ['properties', 'definitions']) if (key in schema) result[key] = each(schema[key], widen);
  for (const key of ['items', 'additionalProperties']) if (isMap(schema[key])) result[key] = widen(schema[key]);
  return result;
};

/** The JSON Schema of experiment files, for editors; made from the schema that reads them. */
export const experimentJsonSchema = (extensions: ConfigExtensions = NO_EXTENSIONS): object => {
  const schema = z.toJSONSchema(fileWith(extensions), {
    io: 'input',
    target: 'draft-7',
    reused: 'ref',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema instanceof z.ZodObject && laterKeys.has(zodSchema)) jsonSchema.additionalProperties = false;
      if (jsonSchema['asWritten'] === true) {
        delete jsonSchema['asWritten'];
        jsonSchema.type = ['string', 'number', 'boolean'] as unknown as 'string';
      }
    },
  });
  return { ...(inside(schema) as object), title: 'Experiment', description: 'An experiment file: what is run, and what must hold.' };
};
