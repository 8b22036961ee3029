/** One thing that may be written at a place. */
export interface Candidate {
  readonly label: string;
  readonly kind: 'key' | 'value' | 'name' | 'expression';
  /** In the syntax of snippets (`${1|a,b|}`), its lines indented as they are to stand. */
  readonly insert: string;
  /** Offsets of what it replaces; `to` is where the cursor is, `end` where the word ends that it is in. */
  readonly from: number;
  readonly to: number;
  readonly end: number;
  /** Type, and whether it is required. */
  readonly detail?: string;
  /** In Markdown. */
  readonly documentation?: string;
  readonly deprecated?: true;
  /** Lower comes first. */
  readonly rank: number;
  /** Any JSON Schema of the file gives it, too. */
  readonly inSchema: boolean;
  /** There is something to choose from once it stands. */
  readonly leads: boolean;
}

export const escaped = (text: string): string => text.replace(/[\\$}]/g, '\\$&');
/** One alone needs no choice. */
export const choice = (values: readonly string[]): string =>
  (values.length === 1 ? escaped(values.join('')) : `\${1|${values.map((value) => value.replace(/[\\,|$}]/g, '\\$&')).join(',')}|}`);
