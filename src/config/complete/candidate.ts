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

/** So many are offered at most: who types on gets the others. */
export const MOST_CANDIDATES = 500;

/** Those that what is typed may become: its letters in their order, as editors look for them. */
export const likely = <Named>(all: readonly Named[], typed: string, nameOf: (one: Named) => string): readonly Named[] => {
  if (all.length <= MOST_CANDIDATES) return all;
  const letters = [...typed.toLowerCase()];
  const fits = (one: Named): boolean => {
    const lower = nameOf(one).toLowerCase();
    let at = -1;
    return letters.every((letter) => (at = lower.indexOf(letter, at + 1)) >= 0);
  };
  const found: Named[] = [];
  for (const one of all) {
    if (fits(one)) found.push(one);
    if (found.length >= MOST_CANDIDATES) break;
  }
  return found;
};

export const escaped = (text: string): string => text.replace(/[\\$}]/g, '\\$&');
/** One alone needs no choice. */
export const choice = (values: readonly string[]): string =>
  (values.length === 1 ? escaped(values.join('')) : `\${1|${values.map((value) => value.replace(/[\\,|$}]/g, '\\$&')).join(',')}|}`);
