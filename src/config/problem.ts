import type { SourceRange } from '../events';
import type { ProblemCode } from './problem-codes';

export type Severity = 'error' | 'warning' | 'information';

/** A change of the file that mends a problem. */
export interface Fix {
  readonly title: string;
  /** They do not overlap. */
  readonly edits: readonly { readonly range: SourceRange; readonly text: string }[];
}

/** Something wrong in a config; `message` names what was found and what was expected. */
export interface Problem {
  readonly file: string;
  readonly range: SourceRange;
  /** As in `tests[2].services.server`, empty for the file itself. */
  readonly path: string;
  readonly severity: Severity;
  /** Stable, kebab-case, as in `unknown-key`. */
  readonly code: ProblemCode;
  readonly message: string;
  readonly found?: string;
  readonly expected?: string;
  readonly related?: readonly { readonly range: SourceRange; readonly message: string }[];
  /** The likeliest first. */
  readonly fixes?: readonly Fix[];
  /** Of a name that something else has replaced. */
  readonly deprecated?: true;
}

/** Thrown when a draft does not hold once its expressions are replaced. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(readonly problems: readonly Problem[]) {
    super(problems.map((p) => `${p.file}:${p.range.start.line}:${p.range.start.column} ${p.message}`).join('\n'));
  }
}
