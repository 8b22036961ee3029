import * as vscode from 'vscode';
import { AsyncObserver, defineEvent, EventManager, Observer } from '../../events';
import type { ExperimentObserverApi } from '../api';
import type { LogBuffer } from '../log/log-buffer';
import { attachToEveryRun } from '../runs/every-run';
import type { Runs } from '../runs/runs';
import { callerOf } from './caller-of';

type ObserverApi = Pick<ExperimentObserverApi,
  'Observer' | 'AsyncObserver' | 'registerObserver' | 'unregisterObserver' | 'defineEvent' | 'publish' | 'explain' | 'observers' | 'trace'>;

/** The part of the API that is about observers and events. */
export function observerApi(runs: Runs, log: LogBuffer): ObserverApi {
  const defined = new Set<string>();
  const eventsOf = (run: string): EventManager => {
    const events = runs.events(run);
    if (events === undefined) throw new Error(`No run ${run} is under way in this window`);
    return events;
  };
  /** Without a run: the newest one, or what one would begin with. */
  const eventsOrSample = (run: string | undefined): EventManager => {
    const newest = run ?? runs.live.map(({ id }) => id).sort().at(-1);
    if (newest !== undefined) return eventsOf(newest);
    const sample = new EventManager();
    for (const { pattern, observer, options } of runs.observers.all) sample.registerObserver(pattern, observer, { ...options, replay: false });
    return sample;
  };
  return {
    Observer, AsyncObserver,
    registerObserver: (pattern, observer, options) => {
      const registration = runs.observers.register(pattern, observer, { source: callerOf(new Error().stack ?? ''), ...options });
      return new vscode.Disposable(() => registration.dispose());
    },
    unregisterObserver: (pattern, observer) => runs.observers.unregister(pattern, observer),
    defineEvent: (type, validator) => {
      const definition = defineEvent(type, validator);
      if (defined.has(type)) throw new TypeError(`Event '${type}' has a definition already`);
      defined.add(type);
      const everywhere = attachToEveryRun(runs, log, (events) => events.define(definition));
      return {
        ...definition,
        dispose: () => {
          if (defined.delete(type)) everywhere.dispose();
        },
      };
    },
    publish: (run, event) => { eventsOf(run).publishEvent(event); },
    explain: (type, run) => eventsOrSample(run).explain(type),
    observers: (run) => eventsOrSample(run).observers(),
    trace: (listener) => {
      const tracing = attachToEveryRun(runs, log, (events, run) => events.trace((delivery) => listener(delivery, run)));
      return new vscode.Disposable(() => tracing.dispose());
    },
  };
}
