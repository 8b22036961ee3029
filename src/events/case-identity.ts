/** What a test case is known by, wherever it is told of. */
export interface CaseIdentity {
  /** Of one test case of one file, also after edits elsewhere in it. */
  readonly id: string;
  readonly name: string;
  /** The name before the matrix was expanded. */
  readonly base: string;
  readonly matrix: { readonly [key: string]: unknown };
  /** From 1; of one that looks at several together 0. */
  readonly iteration: number;
}
