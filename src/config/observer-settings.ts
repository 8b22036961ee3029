/** From the most to the least talkative. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
/** What a line needs at least to be written. */
export type LogThreshold = LogLevel | 'off';

export const METRICS_FORMATS = ['json', 'csv', 'openmetrics'] as const;
export type MetricsFormat = (typeof METRICS_FORMATS)[number];

interface BuiltInSettings {
  readonly enabled: boolean;
  /** Higher hears first. */
  readonly priority: number;
  /** Missing: what the observer needs. */
  readonly patterns?: readonly string[];
}

export interface LoggerSettings extends BuiltInSettings {
  /** Missing: everything in the window's channel, from `info` on elsewhere. */
  readonly level?: LogThreshold;
  /** By group of events (`service`), longer prefix (`service.output`), or built-in observer (`progress`). */
  readonly featureLevels: { readonly [feature: string]: LogThreshold };
  readonly format: 'text' | 'json';
  /** Missing: where the terminal shows them. */
  readonly colors?: boolean;
  /** Whether the command line writes the log to standard error. */
  readonly console: boolean;
  /** A file of the run's folder that gets the log, too. */
  readonly file?: string;
}

/** How the observers that every run has are to behave: `observers`, `logging` and `progress` of a file. */
export interface ObserverSettings {
  readonly logger: LoggerSettings;
  readonly progress: BuiltInSettings & { readonly eta: boolean };
  readonly metrics: BuiltInSettings & { readonly export: readonly MetricsFormat[] };
  readonly storage: BuiltInSettings & { readonly junit: boolean };
  readonly resource: BuiltInSettings & { readonly intervalMs?: number };
}

const ON = { enabled: true, priority: 0 };

export const DEFAULT_OBSERVER_SETTINGS: ObserverSettings = {
  logger: { ...ON, featureLevels: {}, format: 'text', console: false },
  progress: { ...ON, eta: true },
  metrics: { ...ON, export: [] },
  storage: { ...ON, junit: true },
  // Its samples are events: who does not want them keeps a small journal.
  resource: { ...ON, enabled: false },
};
