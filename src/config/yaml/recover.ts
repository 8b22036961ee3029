import { parseYaml, type Parsed } from './parse';
import type { SyntaxError } from './syntax-error';
import { TextFile } from './text-file';
import { child, type Tree } from './tree';

interface Slice {
  readonly from: number;
  readonly to: number;
}
interface Block extends Slice {
  readonly key: string;
}
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
}

const lineStarts = (text: string, { from, to }: Slice): number[] => {
  const starts = [from];
  for (let at = text.indexOf('\n', from); at >= 0 && at + 1 < to; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
};

const blocksOf = (text: string): Block[] => {
  const keys = lineStarts(text, { from: 0, to: text.length })
    .map((from) => ({ from, match: /^(?:"([^"\n]*)"|'([^'\n]*)'|([^\s#\-%}\]][^\n:]*|-\w[^\n:]*))/.exec(text.slice(from, from + 200)) }))
    .filter(({ match }) => match !== null);
  return keys.map(({ from, match }, index) => ({
    from, to: keys[index + 1]?.from ?? text.length, key: (match?.[1] ?? match?.[2] ?? match?.[3] ?? '').trim(),
  }));
};

const itemsOf = (text: string, block: Block): Slice[] => {
  const [, ...lines] = lineStarts(text, block);
  const indentOf = (from: number): number | undefined => {
    const match = /^( *)-(?=[ \t\r\n]|$)/.exec(text.slice(from, Math.min(block.to, from + 200)));
    return match?.[1]?.length;
  };
  const first = lines.map(indentOf).find((indent) => indent !== undefined);
  const starts = lines.filter((from) => indentOf(from) === first && first !== undefined);
  return starts.map((from, index) => ({ from, to: starts[index + 1] ?? block.to }));
};

const shift = (error: SyntaxError, by: number): SyntaxError => ({ ...error, from: error.from + by, to: error.to + by });

const parseSlice = (file: TextFile, { from, to }: Slice): Parsed => {
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

/** Finds which tests and which top-level keys a file's syntax errors are in, so that the others can be read as if nothing were wrong. */
export const recover = (file: TextFile, whole: Parsed): Recovered => {
  const { text } = file;
  const tests = new Map<number, DamagedTest>();
  const blocks: { key: string; errors: readonly SyntaxError[] }[] = [];
  const cuts: { readonly slice: Slice; readonly instead: string }[] = [];
  for (const block of blocksOf(text)) {
    const items = block.key === 'tests' ? itemsOf(text, block) : [];
    items.forEach((slice, index) => {
      const parsed = parseSlice(file, slice);
      if (parsed.syntax.length === 0) return;
      const raw = text.slice(slice.from, slice.to);
      const name = nameIn(parsed.tree, raw);
      tests.set(index, {
        from: slice.from + raw.search(/-/), to: slice.from + raw.trimEnd().length, errors: parsed.syntax,
        ...(name === undefined ? {} : { name }),
      });
      cuts.push({ slice, instead: blank(raw.slice(0, raw.search(/-/))) + '-' + blank(raw.slice(raw.search(/-/) + 1)) });
    });
    const slice = { from: block.from, to: items[0]?.from ?? block.to };
    const { syntax } = parseSlice(file, slice);
    if (syntax.length === 0) continue;
    blocks.push({ key: block.key, errors: syntax });
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
  const parsed = cuts.length === 0 ? whole : parseYaml(file, rest);
  if (parsed.syntax.length > 0 && !blocks.some(({ key }) => key === 'tests')) blocks.push({ key: '', errors: parsed.syntax });
  return { parsed, tests, blocks };
};
