import * as z from 'zod';
import { remembered } from '../../events';
import { NO_EXTENSIONS, type ConfigExtensions, type ExtensionKinds, type JsonSchema } from '../extensions';
import { ASSERTION_KINDS } from './assertion';
import { ENVIRONMENT_TYPES } from './execution-environment';
import { probeKeys } from './ready';
import { stepCommon, STEP_KINDS } from './step';
import { check, messageOf } from './validate';

type Schemas = ReadonlyMap<string, z.ZodType>;

/** The schemas of what stands below the keys that plug-ins add. */
export interface ExtensionSchemas {
  readonly steps: Schemas;
  readonly assertions: Schemas;
  readonly probes: Schemas;
  readonly environments: Schemas;
  /** Of `config`, by what the file says of the plug-in. */
  readonly plugins: Schemas;
}

/** Names that a plug-in cannot give to a kind, as the format has or will have them. */
export const RESERVED_KINDS: { readonly [what in 'steps' | 'assertions' | 'probes' | 'environments']: readonly string[] } = {
  steps: [...STEP_KINDS, ...Object.keys(stepCommon), 'retry', 'in', 'background', 'expect', 'capture', 'shell', 'cwd', 'env', 'stdin'],
  assertions: [...ASSERTION_KINDS, 'type', 'when'],
  probes: [...Object.keys(probeKeys), 'service', 'exited', 'since'],
  environments: ENVIRONMENT_TYPES,
};

/** @throws Error when the schema uses what is not supported. */
export const schemaOf = (schema: JsonSchema | undefined): z.ZodType =>
  (schema === undefined ? z.unknown() : z.fromJSONSchema(closedUnlessSaid(schema) as Parameters<typeof z.fromJSONSchema>[0]));

/** What is wrong with a value; empty when it holds. @throws Error when the schema uses what is not supported. */
export const schemaMismatches = (schema: JsonSchema | undefined, value: unknown, name: string): readonly string[] =>
  check(schemaOf(schema), value).findings.map((finding) => messageOf(finding, name));

const DATA: readonly string[] = ['enum', 'const', 'default', 'examples'];

/** Keys that a schema does not name are told as unknown, and no more, unless it allows them in so many words. */
function closedUnlessSaid(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closedUnlessSaid);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(Object.entries(schema).flatMap(([key, inner]: [string, unknown]): [string, unknown][] => {
    if (DATA.includes(key)) return [[key, inner]];
    if (key !== 'additionalProperties' || typeof inner === 'object') return [[key, closedUnlessSaid(inner)]];
    return inner === true ? [[key, {}]] : [];
  }));
}

export const extensionSchemas = (extensions: ConfigExtensions = NO_EXTENSIONS): ExtensionSchemas => compiled(extensions);

const compiled = remembered(({ steps, assertions, probes, environments, plugins }: ConfigExtensions): ExtensionSchemas => ({
  steps: schemas(steps), assertions: schemas(assertions), probes: schemas(probes), environments: schemas(environments),
  plugins: new Map(Object.entries(plugins).map(([text, schema]) => [text, schemaOf(schema)])),
}));

const schemas = (kinds: ExtensionKinds): Schemas => new Map(Object.entries(kinds).map(([kind, { schema }]) => [kind, schemaOf(schema)]));
