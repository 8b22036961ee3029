import type { LogLevel } from '../../config';
import type { ExperimentEvent } from '../../events';
import type { LogThresholds } from './thresholds';

/** One line of the log, before it is put into words for a destination. */
export interface LogLine {
  readonly level: LogLevel;
  /** The type of the event, or the built-in observer that speaks. */
  readonly feature: string;
  readonly message: string;
  /** ISO 8601. */
  readonly time: string;
  readonly run?: string;
  /** Name of the test case, for people. */
  readonly test?: string;
  readonly service?: string;
  readonly seq?: number;
}

export interface LogDestination {
  readonly thresholds: Pick<LogThresholds, 'admits'>;
  write(line: LogLine): void;
}

/** Everything that a run's observers log goes through here, to all destinations that want it. */
export class Log {
  constructor(private readonly destinations: readonly LogDestination[]) {}

  /** Asked first, so that lines nobody wants cost nothing. */
  wants(feature: string, level: LogLevel): boolean {
    return this.destinations.some(({ thresholds }) => thresholds.admits(feature, level));
  }

  /** A line about what an observer itself did at an event. */
  tell(feature: string, level: LogLevel, { time, run, seq }: ExperimentEvent, message: () => string): void {
    if (this.wants(feature, level)) this.write({ level, feature, message: message(), time, seq, ...(run === undefined ? {} : { run }) });
  }

  write(line: LogLine): void {
    for (const destination of this.destinations) if (destination.thresholds.admits(line.feature, line.level)) destination.write(line);
  }
}
