import type { LogLine } from './log';

const COLOURS: { readonly [level in LogLine['level']]: number } = { trace: 90, debug: 90, info: 32, warn: 33, error: 31 };

/** Who it is about, and what is said. */
export const bareLine = ({ test, service, message }: LogLine): string => {
  const subject = [test, service].filter((part) => part !== undefined).join(' › ');
  return subject === '' ? message : `${subject}: ${message}`;
};

/** As in `2026-11-25T08:40:01.123Z info  service.ready   web › server: ready after 12 ms`. */
export const fullLine = (line: LogLine, coloured = false): string => {
  const level = line.level.padEnd(5);
  return `${line.time} ${coloured ? `\u001b[${COLOURS[line.level]}m${level}\u001b[39m` : level} ${line.feature.padEnd(22)} ${bareLine(line)}`;
};

/** One JSON object, for programs. */
export const jsonLine = ({ time, level, feature, run, test, service, seq, message }: LogLine): string =>
  JSON.stringify({ time, level, feature, run, test, service, seq, message });
