import type { Fix } from '../../../src/config';
import type { SourcePosition } from '../../../src/events';

const offsetOf = (text: string, { line, column }: SourcePosition): number =>
  text.split('\n').slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0) + column - 1;

/** The text as an editor leaves it. */
export const applyFix = (text: string, { edits }: Fix): string =>
  [...edits].map(({ range, text: by }) => ({ from: offsetOf(text, range.start), to: offsetOf(text, range.end), by })).sort((a, b) => b.from - a.from)
    .reduce((result, { from, to, by }) => result.slice(0, from) + by + result.slice(to), text);
