import { loadExperiment, type LoadedExperiment, type LoadOptions, type Problem } from '../../../src/config';
import type { SourceRange } from '../../../src/events';

export const FILE = '/project/sample.experiment.yaml';

export const load = (text: string, options?: LoadOptions): LoadedExperiment => loadExperiment(FILE, text, options);

/** The text an editor selects for a range. */
export const selected = (text: string, { start, end }: SourceRange): string => {
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  const offset = (line: number, column: number): number => lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0) + column - 1;
  return lines.join('\n').slice(offset(start.line, start.column), offset(end.line, end.column));
};

/** `severity code "selected text"`, one a line. */
export const told = (text: string, problems: readonly Problem[]): readonly string[] =>
  problems.map(({ severity, code, range }) => `${severity} ${code} ${selected(text, range)}`);

/** Problems of a file, and which tests they break. */
export const tell = (text: string, options?: LoadOptions): { readonly problems: readonly string[]; readonly broken: readonly string[]; readonly loaded: LoadedExperiment } => {
  const loaded = load(text, options);
  return { problems: told(text, loaded.problems), broken: loaded.tests.filter(({ errors }) => errors.length > 0).map(({ id }) => id), loaded };
};

/** A file with one test that has these lines. */
export const oneTest = (...lines: readonly string[]): string => ['tests:', '  - name: one', ...lines.map((line) => `    ${line}`), ''].join('\n');
