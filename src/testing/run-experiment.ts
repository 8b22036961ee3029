import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { formatProblem, loadExperiment } from '../config';
import { ExperimentManager, type ExecutionEnvironment, type NetworkEnvironment } from '../engine';
import type { EventManager, ExperimentEvent, ObserverLike, RegisterOptions } from '../events';
import { PluginHost, readWithPlugins } from '../plugins';
import type { RunState } from '../results';
import { LiveRun } from '../runs';
import { FakeClock } from './fake-clock';
import { FakeNetwork } from './fake-network';
import { FakeProcesses, type FakePrograms } from './fake-processes';
import { plainRegex } from './plain-regex';
import { RecordedEvents } from './recorded-events';

/** A run while it goes on. */
export interface RunInMemory {
  readonly events: EventManager;
  readonly clock: FakeClock;
  readonly processes: FakeProcesses;
  /** First call: stop gracefully. Second: kill now. */
  cancel(reason: string): void;
}

export interface RunExperimentOptions {
  /** What the processes of services and steps do. */
  readonly programs?: FakePrograms;
  readonly observers?: readonly { readonly pattern: string | readonly string[]; readonly observer: ObserverLike; readonly options?: RegisterOptions }[];
  /** Default: one fake, `localhost`. */
  readonly networks?: readonly NetworkEnvironment[];
  readonly environments?: readonly ExecutionEnvironment[];
  /** Called before the first event. */
  readonly before?: (run: RunInMemory) => void;
  /** Default: time passes by itself, whenever nothing else is under way. */
  readonly clock?: FakeClock;
  /** How long the end waits for asynchronous observers, in real milliseconds; default 5000. */
  readonly settleMs?: number;
}

/** What came of it. */
export interface FinishedRun {
  readonly events: RecordedEvents;
  readonly state: RunState;
  readonly processes: FakeProcesses;
  /** Problems of the experiment, a line each. */
  readonly problems: readonly string[];
}

/**
 * Runs an experiment, given as what its YAML would say, with the real engine but without processes, ports and waiting. Its
 * files are in a temporary folder that is gone afterwards; relative paths (of plug-ins, say) must be absolute.
 */
export async function runExperiment(experiment: { readonly [key: string]: unknown }, options: RunExperimentOptions = {}): Promise<FinishedRun> {
  const dir = await mkdtemp(path.join(tmpdir(), 'experiment-in-memory-'));
  const clock = options.clock ?? new FakeClock();
  const plugins = new PluginHost();
  if (options.clock === undefined) clock.start();
  try {
    const file = path.join(dir, 'in-memory.experiment.yaml');
    const text = JSON.stringify(experiment, null, 2);
    const read = await readWithPlugins(plugins, async (how) => loadExperiment(file, text, { environment: process.env, ...how }));
    return await perform(read, dir, clock, options);
  } finally {
    clock.stop();
    await plugins.dispose();
    await rm(dir, { recursive: true, force: true });
  }
}

async function perform({ loaded, plugins }: Awaited<ReturnType<typeof readWithPlugins>>, dir: string, clock: FakeClock, options: RunExperimentOptions): Promise<FinishedRun> {
  const { networks = [new FakeNetwork()], environments = [], observers = [], settleMs } = options;
  const processes = new FakeProcesses(clock, options.programs);
  const heard: ExperimentEvent[] = [];
  const run = new LiveRun('in-memory', dir, {
    settings: loaded.observers, ...(settleMs === undefined ? {} : { settleMs }),
    observers: [{ pattern: '**', observer: (event) => { heard.push(event); }, options: { name: 'recording', priority: 1e9 } }, ...observers],
  });
  run.attach(plugins, loaded.file);
  const manager = new ExperimentManager({
    events: run.events, settle: () => run.settle(), processes, clock, networks, environments: [...environments, ...plugins.environments], validators: plugins.validators, regex: plainRegex,
    hostEnv: { PATH: process.env['PATH'] }, extensions: plugins.extensions,
  });
  options.before?.({ events: run.events, clock, processes, cancel: (reason) => run.cancel(reason) });
  await run.drive({
    run: () => manager.run({
      runId: run.id, dir, loaded, tests: loaded.tests, parallel: loaded.parallel, failFast: loaded.failFast, owner: 'kit', source: loaded.source,
      ...(loaded.timeoutMs === undefined ? {} : { timeoutMs: loaded.timeoutMs }), pluginEvents: plugins.events,
    }),
    cancel: (reason) => manager.cancel(reason),
    dispose: async () => undefined,
  });
  return { events: new RecordedEvents(heard), state: await run.finished, processes, problems: loaded.problems.map((problem) => formatProblem(problem)) };
}
