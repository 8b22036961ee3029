import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { LoadedExperiment } from '../config';
import { EventManager, messageOf } from '../events';
import { Discoverer, type PluginCandidate, type PluginPlaces } from './discover';
import { ExitBlocked, ExitGuard } from './exit-guard';
import { faultEvent, type PluginFault } from './fault';
import { loadPlugin, PLUGIN_LIMITS, type PluginInstance, type PluginLimits } from './plugin-instance';
import { PluginSet } from './plugin-set';
import { withinMs } from './within-ms';

export interface PluginHostOptions extends PluginPlaces {
  readonly limits?: Partial<PluginLimits>;
  /** The process is ours: no code but the host's own may end it, whoever's it is. */
  readonly ownProcess?: boolean;
}

const TEARDOWN_MS = 5000;

/** The plug-ins of one process or window: loads each once, until they are to be reloaded. Their code runs with the user's rights. */
export class PluginHost {
  /** `plugin.*`, as it happens. */
  readonly events = new EventManager();
  readonly #options: PluginHostOptions;
  readonly #limits: PluginLimits;
  #discoverer: Discoverer;
  #generation = 0;
  readonly #instances = new Map<string, Promise<PluginInstance>>();
  readonly #sets = new Map<string, { readonly key: string; readonly set: PluginSet }>();
  readonly #known = new Map<string, PluginCandidate>();
  /** Modules that are being loaded: what they throw is told by the attempt. */
  readonly #loading = new Set<string>();
  /** Modules of plug-ins that were set up. */
  readonly #alive = new Set<string>();
  /** No longer loaded, but runs under way use them. */
  readonly #leaving = new Set<PluginInstance>();
  #guard: ExitGuard | undefined;

  constructor(options: PluginHostOptions = {}) {
    this.#options = options;
    this.#limits = { ...PLUGIN_LIMITS, ...options.limits };
    this.#discoverer = new Discoverer(options);
  }

  /** The plug-ins of an experiment, loaded and set up; never rejects. The same set as long as nothing changes. */
  async load(loaded: Pick<LoadedExperiment, 'file' | 'plugins'>): Promise<PluginSet> {
    const { candidates, faults } = await this.#discoverer.of(loaded);
    const key = JSON.stringify([this.#generation, candidates, faults]);
    const known = this.#sets.get(loaded.file);
    if (known?.key === key) return known.set;
    const instances: PluginInstance[] = [];
    for (const candidate of candidates) instances.push(placed(await this.#instance(candidate), candidate));
    const set = new PluginSet(instances, faults, this.events);
    for (const fault of set.faults) if (!instances.some((instance) => instance.fault === fault)) this.events.publishEvent(faultEvent(fault));
    this.#sets.set(loaded.file, { key, set });
    return set;
  }

  /** Forgets everything: what is loaded next is read from disk again. Runs under way keep what they have, and its teardown waits for their end. */
  async reload(): Promise<void> {
    const instances = [...this.#instances.values()];
    // Another host of this process may have loaded the same files.
    this.#generation = Math.max(Date.now(), this.#generation + 1);
    this.#discoverer = new Discoverer(this.#options);
    this.#instances.clear();
    this.#sets.clear();
    await Promise.all(instances.map(async (loading) => {
      const instance = await loading;
      this.#leaving.add(instance);
      if (!instance.uses.any) await this.#leave(instance);
      else instance.uses.onceEnded(() => void this.#leave(instance));
    }));
  }

  /** Whether an error that nobody caught comes from a plug-in; it is then told as that plug-in's. */
  claim(error: unknown): boolean {
    if (error instanceof ExitBlocked) return true;
    const threw = `it threw where nobody catches: ${messageOf(error)}`;
    // Nothing says whose it is; ours it is not, for we throw errors.
    if (!(error instanceof Error)) return this.#options.ownProcess === true && this.#tellSuspects([...this.#known.values()], threw);
    const candidate = this.#blamed(typeof error.stack === 'string' ? error.stack : '');
    if (candidate === undefined) return false;
    this.#tell(candidate, threw);
    return true;
  }

  /** Takes everything down at once, whoever uses it. */
  async dispose(): Promise<void> {
    await this.reload();
    await Promise.all([...this.#leaving].map((instance) => this.#leave(instance)));
    this.#guard?.dispose();
    this.#guard = undefined;
  }

  #instance(candidate: PluginCandidate): Promise<PluginInstance> {
    const key = JSON.stringify([candidate.file, candidate.config]);
    const known = this.#instances.get(key);
    if (known !== undefined) return known;
    this.#known.set(candidate.file, candidate);
    this.#guard ??= new ExitGuard({
      blame: (stack) => this.#blamed(stack)?.name,
      told: (name, error) => this.#exitBlocked(name, error),
      everybody: this.#options.ownProcess === true,
    });
    const loading = this.#load(candidate);
    this.#instances.set(key, loading);
    return loading;
  }

  async #load(candidate: PluginCandidate): Promise<PluginInstance> {
    this.#loading.add(candidate.file);
    const instance = await loadPlugin(candidate, this.#generation, this.#limits);
    this.#loading.delete(candidate.file);
    this.#known.set(candidate.file, { ...candidate, name: instance.name });
    if (instance.fault === undefined) this.#alive.add(candidate.file);
    for (const event of instance.events) this.events.publishEvent(event);
    return instance;
  }

  #blamed(stack: string): PluginCandidate | undefined {
    return [...this.#known.values()].find(({ root }) =>
      [root, pathToFileURL(root).href].some((place) => ['/', path.sep, ':', '?'].some((end) => stack.includes(`${place}${end}`))));
  }

  /** A timer may call it with nobody on the stack: then it is one of those that are loaded. */
  #exitBlocked(name: string | undefined, { message }: ExitBlocked): void {
    const all = [...this.#known.values()];
    if (all.some((one) => one.name === name && this.#loading.has(one.file))) return;
    this.#tellSuspects(name === undefined ? all.filter(({ file }) => this.#alive.has(file)) : all.filter((one) => one.name === name), message);
  }

  /** False when there are none. */
  #tellSuspects(suspects: readonly PluginCandidate[], message: string): boolean {
    for (const suspect of suspects) this.#tell(suspect, suspects.length === 1 ? message : `it or another plug-in: ${message}`);
    return suspects.length > 0;
  }

  #tell({ name, file }: Pick<PluginCandidate, 'name' | 'file'>, message: string): void {
    this.events.publishEvent(faultEvent({ name, file, phase: 'run', message }));
  }

  async #leave(instance: PluginInstance): Promise<void> {
    if (this.#leaving.delete(instance)) await this.#tearDown(instance);
  }

  async #tearDown({ teardown, name, candidate: { file } }: PluginInstance): Promise<void> {
    if (teardown === undefined) return;
    try {
      await withinMs((async () => teardown())(), TEARDOWN_MS, 'it did not end');
    } catch (error) {
      this.events.publishEvent(faultEvent({ name, file, phase: 'run', message: `its teardown failed: ${messageOf(error)}` }));
    }
  }
}

/** An instance is shared by the experiments that ask for the same; its fault stands at the line of each. */
function placed(instance: PluginInstance, { source }: PluginCandidate): PluginInstance {
  const { fault } = instance;
  if (fault === undefined || fault.source === source) return instance;
  const { source: _, ...rest } = fault;
  const here: PluginFault = { ...rest, ...(source === undefined ? {} : { source }) };
  return { ...instance, fault: here, events: [...instance.events.slice(0, -1), faultEvent(here)] };
}
