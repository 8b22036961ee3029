import * as vscode from 'vscode';
import type { ExperimentEvent, ExperimentObserverApi, ObserverLike } from 'experiment-observer/api';
import type { Findings } from './findings';

export async function activate(context: vscode.ExtensionContext): Promise<{ tryOut(file: vscode.Uri): Promise<Findings> }> {
  const api = await vscode.extensions.getExtension<ExperimentObserverApi>('experiment-observer.experiment-observer')?.activate();
  if (api === undefined || api.version !== 1) throw new Error('Experiment Observer is missing, or of another version');
  return { tryOut: (file) => tryOut(api, file, context.subscriptions) };
}

async function tryOut(api: ExperimentObserverApi, file: vscode.Uri, disposables: vscode.Disposable[]): Promise<Findings> {
  const byFunction: string[] = [];
  const byMethod: string[] = [];
  const byAsyncObserver: string[] = [];
  const traced = new Set<string>();
  let running: (run: string) => void = () => undefined;
  const isRunning = new Promise<string>((resolve) => (running = resolve));

  class Slowly extends api.AsyncObserver {
    override async onEventAsync({ type }: ExperimentEvent): Promise<void> {
      await Promise.resolve();
      byAsyncObserver.push(type);
    }
  }
  const methods: ObserverLike = {
    name: 'methods', interests: () => ['test_case.*'],
    onTestCaseFinished: ({ outcome }) => { byMethod.push(outcome); },
  };
  const hears = (event: ExperimentEvent): void => {
    byFunction.push(event.type);
    if (event.type === 'step.started' && event.run !== undefined) running(event.run);
  };
  const weather = api.defineEvent('weather.seen', (payload: unknown): { readonly degrees: number } => {
    const degrees: unknown = typeof payload === 'object' && payload !== null ? Reflect.get(payload, 'degrees') : undefined;
    if (typeof degrees !== 'number') throw new Error('expected degrees');
    return { degrees };
  });
  let change: () => void = () => undefined;
  const changes = new Promise<void>((resolve) => (change = resolve));
  const own = [
    api.registerObserver(['weather.*', 'step.started', 'experiment.finished'], hears, { name: 'by function' }),
    api.registerObserver('test_case.finished', methods),
    api.registerObserver(['weather.seen', 'test_case.finished'], new Slowly(), { name: 'slowly' }),
    api.trace(({ observer, event }, run) => { traced.add(`${observer} ${event.type} ${typeof run}`); }),
    api.onDidChange(change),
    weather,
  ];
  disposables.push(...own);

  const { run, finished } = await api.startRun(file, { parallel: 1 });
  await isRunning;
  const whileRunning = api.state(run)?.status;
  api.publish(run, weather.draft({ degrees: 21 }));
  let refused = '';
  try {
    api.publish(run, { type: 'weather.seen', degrees: 'many' });
  } catch (error) {
    refused = String(error);
  }
  const explained = api.explain('weather.seen', run).receivers.map(({ observer }) => observer);
  const statuses = api.observers(run).filter(({ source }) => source?.kind === 'extension').map(({ observer, kind }) => `${observer} ${kind}`);
  const cancelled = api.cancel(run, 'enough');
  const { outcome } = await finished;
  // Changes come in batches: a short run may have ended before its first.
  await changes;
  api.unregisterObserver('test_case.finished', methods);
  for (const disposable of own) disposable.dispose();
  return {
    byFunction, byMethod, byAsyncObserver, refused, traced: [...traced].sort(), explained, statuses, whileRunning, cancelled, outcome,
    state: api.state(run)?.status,
  };
}
