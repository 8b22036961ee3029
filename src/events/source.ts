/** A place in a text file; both numbers count from 1, as editors show them. */
export interface SourcePosition {
  readonly line: number;
  readonly column: number;
}

/** From `start` up to, not including, `end`. */
export interface SourceRange {
  readonly start: SourcePosition;
  readonly end: SourcePosition;
}

/** Where something is declared in the config: `path` as in `tests[2].services.server`. */
export interface SourceRef {
  /** Absolute path of the experiment file. */
  readonly file: string;
  readonly path: string;
  readonly range: SourceRange;
}
