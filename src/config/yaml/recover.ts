import { MOST_PROBLEMS } from '../most-problems';
import { parseYaml, type Parsed } from './parse';
import { blocksOf, itemsOf, type Slice } from './slices';
import type { SyntaxError } from './syntax-error';
import { TextFile } from './text-file';
import { child, type Tree } from './tree';

export interface DamagedTest extends Slice {
  readonly name?: string;
  readonly errors: readonly SyntaxError[];
}
export interface Recovered {
  readonly parsed: Parsed;
  /** By index in `tests`. */
  readonly tests: ReadonlyMap<number, DamagedTest>;
  /** Damage outside the tests, by top-level key; an empty key is the file itself. */
  readonly blocks: readonly { readonly key: string; readonly errors: readonly SyntaxError[] }[];
  /** The offset from which on nothing was looked at: there are too many errors before it. */
  readonly unreadFrom?: number;
}

const shift = (error: SyntaxError, by: number): SyntaxError => ({ ...error, from: error.from + by, to: error.to + by });

/** A part of a file on its own; its errors are at their places in the file. */
export const parseSlice = (file: TextFile, { from, to }: Slice): Parsed => {
  const slice = new TextFile(file.file, file.text.slice(from, to));
  const parsed = parseYaml(slice);
  return { ...parsed, syntax: parsed.syntax.map((error) => shift({ ...error, to: Math.min(error.to, Math.max(error.from + 1, to - from)) }, from)) };
};

const nameIn = (tree: Tree | undefined, raw: string): string | undefined => {
  const name = child(child(tree, 0), 'name');
  if (name?.kind === 'scalar' && name.value !== null && !name.text.includes('\n')) return name.text;
  return /^[ \t]*(?:-[ \t]+)?name:[ \t]+(["']?)([^\r\n#]*?)\1[ \t]*(?:#.*)?$/m.exec(raw)?.[2];
};

const blank = (text: string): string => text.replace(/[^\r\n]/g, ' ');

/** Of what follows too many errors, which is not looked at. */
const UNREAD: readonly SyntaxError[] = [];

/**
 * Finds which tests and which top-level keys a file's syntax errors are in, so that the others can be read as if nothing were wrong.
 * @param whole what the parser made of it, where it has been asked
 */
export const recover = (file: TextFile, whole?: Parsed): Recovered => {
  const { text } = file;
  const tests = new Map<number, DamagedTest>();
  const blocks: { key: string; errors: readonly SyntaxError[] }[] = [];
  const cuts: { readonly slice: Slice; readonly instead: string }[] = [];
  let told = 0;
  let unreadFrom: number | undefined;
  /** Undefined: there is none. */
  const damageIn = (slice: Slice, always = false): Pick<Parsed, 'syntax' | 'tree'> | undefined => {
    if (told >= MOST_PROBLEMS && !always) {
      unreadFrom ??= slice.from;
      return { syntax: UNREAD };
    }
    const parsed = parseSlice(file, slice);
    told += parsed.syntax.length;
    return parsed.syntax.length === 0 ? undefined : parsed;
  };
  for (const block of blocksOf(text)) {
    const items = block.key === 'tests' ? itemsOf(text, block) : [];
    items.forEach((slice, index) => {
      const damaged = damageIn(slice);
      if (!damaged) return;
      const raw = text.slice(slice.from, slice.to);
      const name = nameIn(damaged.tree, raw);
      const dash = raw.indexOf('-');
      tests.set(index, {
        from: slice.from + dash, to: slice.from + raw.trimEnd().length, errors: damaged.syntax,
        ...(name === undefined ? {} : { name }),
      });
      cuts.push({ slice, instead: blank(raw.slice(0, dash)) + '-' + blank(raw.slice(dash + 1)) });
    });
    const slice = { from: block.from, to: items[0]?.from ?? block.to };
    // Without it no test is listed.
    const damaged = damageIn(slice, items.length > 0);
    if (!damaged) continue;
    blocks.push({ key: block.key, errors: damaged.syntax });
    // Tests without items of their own cannot be told apart: what the parser recovers of them is listed, not run.
    if (block.key === 'tests' && items.length === 0) continue;
    cuts.push({ slice, instead: blank(text.slice(slice.from, slice.to)) });
  }
  let rest = '';
  let at = 0;
  for (const { slice, instead } of cuts.sort((a, b) => a.slice.from - b.slice.from)) {
    rest += text.slice(at, slice.from) + instead;
    at = slice.to;
  }
  rest += text.slice(at);
  const parsed = cuts.length === 0 && whole ? whole : parseYaml(file, rest);
  if (parsed.syntax.length > 0 && !blocks.some(({ key }) => key === 'tests')) blocks.push({ key: '', errors: parsed.syntax });
  return { parsed, tests, blocks, ...(unreadFrom === undefined ? {} : { unreadFrom }) };
};
