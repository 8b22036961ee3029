import path from 'node:path';
import type { ObserverSettings } from '../config';
import type { ObserverLike, Redactor, RegisterOptions } from '../events';
import { earlierDurations, type RunState } from '../results';
import { LogFile } from './log/log-file';
import { logOf, type LogTarget } from './log/log-target';
import { LoggerObserver } from './log/logger-observer';
import { MetricsFiles } from './metrics/metrics-files';
import { MetricsObserver } from './metrics/metrics-observer';
import { ProgressObserver, type Progress } from './progress/progress-observer';
import { ResourceObserver } from './resource-observer';
import { ResultCollector } from './result-collector';

export interface BuiltInNeeds {
  readonly settings: ObserverSettings;
  /** The run's folder. */
  readonly dir: string;
  state(): RunState;
  readonly logTo?: LogTarget | undefined;
  /** Masks secrets in what the observers write themselves. */
  readonly redactor?: Redactor | undefined;
}

export interface BuiltInObserver {
  readonly pattern: string | readonly string[];
  readonly observer: ObserverLike;
  readonly options: RegisterOptions;
}

export interface BuiltIns {
  readonly observers: readonly BuiltInObserver[];
  /** How far the run is at that time, in milliseconds since the epoch; undefined when nobody counts. */
  progress(now: number): Progress | undefined;
  /** Resolves (never rejects) when the files of the observers are written, with what went wrong. */
  close(): Promise<readonly Error[]>;
}

/** The observers that every run has, as its file wants them: the one place where window and command line get them from. */
export function builtInObservers({ settings, dir, state, logTo, redactor }: BuiltInNeeds): BuiltIns {
  const observers: BuiltInObserver[] = [];
  const closing: (() => Promise<readonly Error[]>)[] = [];
  const add = (name: keyof ObserverSettings, observer: ObserverLike, needed: readonly string[]): void => {
    const { patterns = needed, priority } = settings[name];
    observers.push({ pattern: patterns, observer, options: { name, priority, source: { kind: 'built-in' }, vital: name === 'storage' } });
  };
  const { logger, metrics, progress, resource, storage } = settings;
  const file = logger.enabled && logger.file !== undefined ? new LogFile(path.join(dir, logger.file)) : undefined;
  const log = logOf(logger, redactor, logger.enabled ? logTo : undefined, file);
  if (file !== undefined) closing.push(async () => {
    const error = await file.close();
    return error === undefined ? [] : [error];
  });
  const results = new ResultCollector(dir, state, { junit: storage.enabled && storage.junit, log });
  add('storage', results, results.interests());
  closing.push(() => results.write());
  if (logger.enabled) add('logger', new LoggerObserver(log), ['**']);
  const counting = progress.enabled ? new ProgressObserver({ ...(progress.eta ? { history: earlierDurations } : {}), log }) : undefined;
  if (counting !== undefined) add('progress', counting, counting.interests());
  if (resource.enabled) {
    const watching = new ResourceObserver(log);
    add('resource', watching, watching.interests());
  }
  if (metrics.enabled) {
    const measuring = new MetricsObserver();
    add('metrics', measuring, ['**']);
    if (metrics.export.length > 0) {
      const files = new MetricsFiles(dir, metrics.export, measuring, log);
      observers.push({ pattern: files.interests(), observer: files, options: { name: 'metrics export', priority: metrics.priority, source: { kind: 'built-in' } } });
      closing.push(() => files.written);
    }
  }
  return { observers, progress: (now) => counting?.progress(now), close: async () => (await Promise.all(closing.map((close) => close()))).flat() };
}
