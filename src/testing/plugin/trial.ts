import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadExperiment } from '../../config';
import { EventManager, type EventOf, type ExperimentEvent } from '../../events';
import { PluginHost, readWithPlugins, type PluginSet } from '../../plugins';
import { copyOf } from '../observer/trial';
import type { FakePrograms } from '../fake-processes';
import type { Finding } from '../rule';
import { sampleRun } from '../sample-run';

export interface CheckPluginOptions {
  /** What an experiment file gives under `config`. */
  readonly config?: unknown;
  /** What is run with it and without it, as its YAML would say; default: a test that passes, one that fails, one that is skipped. */
  readonly experiment?: { readonly [key: string]: unknown };
  /** What the processes of `experiment` do. */
  readonly programs?: FakePrograms;
  /** How long its set-up may take, and what it does after a run, in real milliseconds; default 10000 and 2000. */
  readonly setUpMs?: number;
  readonly settleMs?: number;
}

export interface PluginSubject extends CheckPluginOptions {
  /** Its module, absolute. */
  readonly file: string;
}

/** How an experiment names it. */
export const entryOf = ({ file, config }: PluginSubject): object => ({ path: file, ...(config === undefined ? {} : { config }) });

/** A plug-in that is loaded, in a folder that is gone afterwards. */
export interface LoadedPlugin {
  readonly host: PluginHost;
  /** Loads it once more, or gives what is loaded. */
  load(): Promise<PluginSet>;
  /** The folder of the runs it hears. */
  readonly dir: string;
  /** `plugin.error` of the host, as it came. */
  readonly faults: readonly string[];
}

export async function withPlugin(subject: PluginSubject, look: (plugin: LoadedPlugin) => Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  const dir = await mkdtemp(path.join(tmpdir(), 'plug-in-'));
  const host = new PluginHost({ limits: { setUpMs: subject.setUpMs ?? 10_000 } });
  const faults: string[] = [];
  host.events.registerObserver('**', (event) => { faults.push(...faultsIn([event])); });
  const text = JSON.stringify({ plugins: [entryOf(subject)], tests: [{ name: 'waits', steps: [{ wait: '1ms' }] }] });
  const file = path.join(dir, 'a.experiment.yaml');
  try {
    return await look({ host, dir, faults, load: async () => (await readWithPlugins(host, async (how) => loadExperiment(file, text, { environment: process.env, ...how }))).plugins });
  } finally {
    await host.dispose();
    await rm(dir, { recursive: true, force: true });
  }
}

const isFault = (event: ExperimentEvent): event is EventOf<'plugin.error'> => event.type === 'plugin.error';
const faultsIn = (events: readonly ExperimentEvent[]): readonly string[] => events.filter(isFault).map(({ message }) => message);

/** A run that plug-ins hear: told event by event, as a replay tells it. */
export class HeardRun {
  readonly #events: EventManager;
  readonly #told: readonly ExperimentEvent[];
  readonly #answers: ExperimentEvent[] = [];
  readonly #dispose: () => void;

  private constructor(set: PluginSet, id: string, private readonly settleMs: number, dir: string, live: boolean) {
    this.#told = copyOf(sampleRun());
    const past: ExperimentEvent[] = [];
    this.#events = new EventManager({ run: id, history: (from) => past.filter(({ seq }) => seq >= from) });
    const told = new Set(this.#told);
    this.#events.registerObserver('**', (event) => {
      past.push(event);
      if (!told.has(event)) this.#answers.push(event);
    }, { priority: Infinity });
    const attached = set.attach({ events: this.#events, id, dir, file: path.join(dir, 'a.experiment.yaml'), live });
    this.#dispose = () => attached.dispose();
  }

  /** A run that has not begun; what its service prints can be read. */
  static async begin({ settleMs = 2000 }: CheckPluginOptions, set: PluginSet, { dir, id = 'r', live = true }: { readonly dir: string; readonly id?: string; readonly live?: boolean }): Promise<HeardRun> {
    const services = path.join(dir, id, 'a-1', 'services');
    await mkdir(services, { recursive: true });
    await writeFile(path.join(services, 'server.stdout.log'), 'listening\nGET /\nGET /more\n');
    return new HeardRun(set, id, settleMs, path.join(dir, id), live);
  }

  get length(): number {
    return this.#told.length;
  }

  tell(from = 0, to = this.length): void {
    for (const event of this.#told.slice(from, to)) this.#events.deliverEvent(event);
  }

  /** What went wrong with the plug-in until now, once its observers have done their work; the run hears no more. */
  async end(): Promise<readonly Finding[]> {
    const unsettled = await this.#events.settled({ timeoutMs: this.settleMs });
    const broken = this.#events.observers().filter(({ source, errors }) => source?.kind === 'plug-in' && errors > 0);
    this.#dispose();
    return [
      ...broken.map(({ observer, errors, lastError = '' }) => ({ message: `${observer}: ${errors} errors, the last: ${lastError}` })),
      ...unsettled.filter(({ observer }) => !broken.some((one) => one.observer === observer)).map(({ observer, message }) => ({ message: `${observer}: ${message}` })),
      ...faultsIn(this.#answers).map((message) => ({ message })),
    ];
  }

  /** What was published while the run was told, without what differs from run to run. */
  get published(): readonly unknown[] {
    return this.#answers.map(({ seq: _, time: __, run: ___, cause: ____, ...event }) => event).filter(({ type }) => !/^(plugin|observer)\./.test(type));
  }
}
