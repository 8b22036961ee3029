import { schemaMismatches, type JsonSchema } from '../config';
import { messageOf, type BuiltInDraft, type DraftOf, type PluginPhase } from '../events';
import { checkSchema, plainSchema } from './check-kind';
import { Contributions } from './contributions';
import type { PluginDefinition, PluginTeardown } from './definition';
import type { PluginCandidate } from './discover';
import { faultEvent, type PluginFault } from './fault';
import { defaultExport, loadModule } from './load-module';
import { Uses } from './uses';
import { withinMs } from './within-ms';

export interface PluginLimits {
  /** Milliseconds until its module must have loaded. */
  readonly loadMs: number;
  readonly setUpMs: number;
}

export const PLUGIN_LIMITS: PluginLimits = { loadMs: 10_000, setUpMs: 10_000 };

/** A plug-in after the attempt to load it and set it up. */
export interface PluginInstance {
  readonly name: string;
  readonly candidate: PluginCandidate;
  /** The schema of its config, also when it is broken. */
  readonly config?: JsonSchema;
  /** Absent when there is a fault. */
  readonly contributions?: Contributions;
  readonly fault?: PluginFault;
  /** What happened to it, for the journals of runs. */
  readonly events: readonly BuiltInDraft[];
  readonly teardown?: PluginTeardown;
  /** Runs under way; copies of the instance share it. */
  readonly uses: Uses;
}

type PluginDraft = DraftOf<'plugin.discovered'> | DraftOf<'plugin.loaded'> | DraftOf<'plugin.initialized'>;

const EXPECTED = 'expected a default export with a name and a function setup, as in export default { name, setup(plugin) {} }';

/** Loads a plug-in and sets it up; what goes wrong becomes its fault. Never rejects. */
export async function loadPlugin(candidate: PluginCandidate, generation: number, limits: PluginLimits): Promise<PluginInstance> {
  const { file, source } = candidate;
  const began = performance.now();
  const events: PluginDraft[] = [{ type: 'plugin.discovered', plugin: candidate.name, name: candidate.name, file }];
  let { name } = candidate;
  let schema: JsonSchema | undefined;
  let phase: PluginPhase = 'load';
  try {
    const definition = definitionOf(defaultExport(await loadModule(file, { generation, limitMs: limits.loadMs }), EXPECTED));
    ({ name } = definition);
    events.push({ type: 'plugin.loaded', plugin: name, name, file, duration_ms: performance.now() - began });
    phase = 'setup';
    checkSchema(definition.config, 'config');
    schema = definition.config && plainSchema(definition.config);
    const mismatches = schema === undefined ? [] : schemaMismatches(schema, candidate.config ?? {}, 'config');
    if (mismatches.length > 0) throw new ConfigMismatch(mismatches.join('; '));
    const contributions = new Contributions(name, file);
    const ended = await withinMs(setUp(definition, contributions, candidate.config), limits.setUpMs, 'setup() did not end');
    contributions.close();
    const teardown = typeof ended === 'function' ? { teardown: () => Reflect.apply(ended, undefined, []) as ReturnType<PluginTeardown> } : {};
    events.push({ type: 'plugin.initialized', plugin: name, name, file });
    return { name, candidate, uses: new Uses(), contributions, events: named(events, name), ...(schema === undefined ? {} : { config: schema }), ...teardown };
  } catch (error) {
    const message = phase === 'setup' && !(error instanceof ConfigMismatch) ? `setup() failed: ${messageOf(error)}` : messageOf(error);
    const inConfig = error instanceof ConfigMismatch && candidate.config !== undefined;
    const fault: PluginFault = { name, file, phase, message, ...(source === undefined ? {} : { source }), ...(inConfig ? { inConfig } : {}) };
    return { name, candidate, uses: new Uses(), fault, events: [...named(events, name), faultEvent(fault)], ...(schema === undefined ? {} : { config: schema }) };
  }
}

class ConfigMismatch extends Error {}

/** Its own name is known only once it is loaded. */
const named = (events: readonly PluginDraft[], name: string): readonly BuiltInDraft[] => events.map((event) => ({ ...event, plugin: name, name }));

async function setUp({ setup }: PluginDefinition, contributions: Contributions, config: unknown): Promise<unknown> {
  return setup(contributions.context(), config);
}

/** @throws Error */
function definitionOf(found: object): PluginDefinition {
  const name: unknown = Reflect.get(found, 'name');
  const setup: unknown = Reflect.get(found, 'setup');
  if (typeof found === 'function') throw new Error(`${EXPECTED}, found a function`);
  if (typeof setup !== 'function') throw new Error(`${EXPECTED}, found an object ${Object.keys(found).length === 0 ? 'without properties' : `with ${Object.keys(found).join(', ')}`}`);
  if (typeof name !== 'string' || name.trim() === '') throw new Error(`${EXPECTED}, found no name`);
  return { ...(found as PluginDefinition), name, setup: (plugin, config) => Reflect.apply(setup, found, [plugin, config]) as ReturnType<PluginDefinition['setup']> };
}
