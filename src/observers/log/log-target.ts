import type { LoggerSettings, LogLevel } from '../../config';
import type { Redactor } from '../../events';
import { bareLine, fullLine, jsonLine } from './line-text';
import { Log, type LogDestination, type LogLine } from './log';
import type { LogFile } from './log-file';
import { LogThresholds } from './thresholds';

/** Where a run's log is shown: a channel of the editor, or a terminal. */
export interface LogTarget {
  /** What is shown when the file does not say. */
  readonly level: LogLevel;
  /** `bare`: time and level are added by whoever shows it. */
  readonly style: 'bare' | 'full' | 'coloured';
  /** What is shown at all; default: everything. */
  admits?(level: LogLevel): boolean;
  write(level: LogLevel, text: string): void;
}

const LEVEL_OF_FILES: LogLevel = 'info';

/** The log of a run as its settings want it, to the target and to the file; masked. */
export function logOf(settings: LoggerSettings, redactor: Redactor | undefined, target: LogTarget | undefined, file: LogFile | undefined): Log {
  const { level, featureLevels, format } = settings;
  const masked = (text: string): string => redactor?.mask(text) ?? text;
  const destinations: LogDestination[] = [];
  if (target !== undefined) {
    const style = settings.colors === false && target.style === 'coloured' ? 'full' : target.style;
    const textOf = format === 'json' ? jsonLine : style === 'bare' ? bareLine : (line: LogLine) => fullLine(line, style === 'coloured');
    const thresholds = new LogThresholds(level ?? target.level, featureLevels);
    destinations.push({
      thresholds: { admits: (feature, wanted) => target.admits?.(wanted) !== false && thresholds.admits(feature, wanted) },
      write: (line) => target.write(line.level, masked(textOf(line))),
    });
  }
  if (file !== undefined) {
    const textOf = format === 'json' ? jsonLine : (line: LogLine) => fullLine(line);
    destinations.push({ thresholds: new LogThresholds(level ?? LEVEL_OF_FILES, featureLevels), write: (line) => file.add(masked(textOf(line))) });
  }
  return new Log(destinations);
}
