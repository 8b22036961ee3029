import { Completer, type Candidate, type HelpOptions } from '../../../../src/config';
import { atOnce } from '../../../../src/config/work';

/** What is offered where the text has a `|`. */
export const asked = (marked: string, options?: HelpOptions): readonly Candidate[] => {
  const at = marked.indexOf('|');
  return askedAt(marked.slice(0, at) + marked.slice(at + 1), at, options);
};
export const askedAt = (text: string, offset: number, options?: HelpOptions): readonly Candidate[] =>
  [...atOnce(new Completer().at(text, offset, options))].sort((a, b) => a.rank - b.rank || 0);

export const labels = (marked: string, options?: HelpOptions): readonly string[] => asked(marked, options).map(({ label }) => label);
