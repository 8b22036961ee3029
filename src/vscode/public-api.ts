import * as vscode from 'vscode';
import type { RunState } from '../results';
import type { ExperimentObserverApi, StartedRun } from './api';
import { experimentsOf } from './commands/targets';
import type { CommandContext } from './commands/context';
import { observerApi } from './observers/observer-api';

const CHANGE_MS = 100;

/** The API that other extensions get. */
export function publicApi({ experiments, runs, batches, earlier, feed, log }: CommandContext, ready: Promise<unknown>, disposables: vscode.Disposable[]): ExperimentObserverApi {
  const changed = new vscode.EventEmitter<string>();
  const waiting = new Map<string, NodeJS.Timeout>();
  disposables.push(changed, feed.onDidChange(({ run }) => {
    if (!waiting.has(run.id)) waiting.set(run.id, setTimeout(() => { waiting.delete(run.id); changed.fire(run.id); }, CHANGE_MS));
  }), new vscode.Disposable(() => { for (const timer of waiting.values()) clearTimeout(timer); }));
  return {
    version: 1,
    onDidChange: changed.event,
    startRun: async (file, options = {}): Promise<StartedRun> => {
      const [experiment] = await experimentsOf(file, experiments) ?? [];
      if (experiment === undefined) throw new Error(`Expected the Uri or path of an experiment file, found ${String(file)}`);
      const { iterations = 1 } = options;
      if (!Number.isSafeInteger(iterations) || iterations < 1) throw new Error(`Expected iterations to be a whole number above 0, found ${String(iterations)}`);
      const run = await runs.start(experiment, options);
      return { run: run.id, dir: run.dir, finished: run.finished.then(plainState) };
    },
    cancel: (run, reason = 'cancelled by another extension') => runs.cancel(run, reason),
    runs: () => experiments.all().flatMap((experiment) => experiment.runs.map((run) => plainState(run.state()))).sort((a, b) => (a.run < b.run ? 1 : -1)),
    state: (id) => {
      const shown = experiments.all().flatMap((experiment) => experiment.runs).find((run) => run.id === id);
      return shown === undefined ? undefined : plainState(shown.state());
    },
    experiments: () => experiments.all().map(({ file, name, loaded, runs: shown }) => ({
      file, name,
      tests: (loaded?.tests ?? []).map((test) => ({ id: test.id, name: test.name })),
      problems: (loaded?.problems ?? []).map(({ range: { start }, severity, code, message }) => ({ ...start, severity, code, message })),
      runs: shown.map(({ id, origin, driver }) => ({ run: id, origin, ...(driver === undefined ? {} : { driver }) })),
    })),
    ...observerApi(runs, log),
    whenIdle: async () => {
      await ready;
      await earlier.settled();
      while (runs.busy || batches.busy) await new Promise<void>((resolve) => {
        const registration = vscode.Disposable.from(runs.onDidChange(next), batches.onDidEnd(next));
        function next(): void {
          registration.dispose();
          resolve();
        }
      });
    },
  };
}

/** Without getters: what callers get stays as it is. */
const plainState = (state: RunState): RunState => structuredClone({ ...state, tests: { ...state.tests } });
