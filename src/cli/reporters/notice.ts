import type { Output } from '../output';
import type { Reporter } from './reporter';

/** Tells the person one line, past whatever the reporters draw. */
export const noticeBeside = (reporters: readonly Reporter[], err: Output) => (line: string): void => {
  const write = reporters.reduceRight((inner, reporter) => () => (reporter.aside === undefined ? inner() : reporter.aside(inner)), () => err.line(line));
  write();
};
