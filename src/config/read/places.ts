import type { SourceRange } from '../../events';
import type { Expression } from '../expressions/template';
import type { TextFile } from '../yaml/text-file';
import type { ScalarTree, Tree } from '../yaml/tree';

/** Offsets of the key of an entry; of an item, its first line. */
export const headOf = (file: TextFile, tree: Tree): { readonly from: number; readonly to: number } => {
  const { text } = file;
  if (tree.from < tree.start) {
    const head = text.slice(tree.from, tree.start);
    const quoted = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')/.exec(head);
    const colon = head.search(/:(?:\s|$)/);
    const plainEnd = colon < 0 ? -1 : head.slice(0, colon).trimEnd().length;
    const length = quoted ? quoted[0].length : plainEnd > 0 ? plainEnd : head.trimEnd().length;
    return { from: tree.from, to: tree.from + length };
  }
  const line = text.indexOf('\n', tree.start);
  const end = line < 0 ? tree.end : Math.min(line, tree.end);
  return { from: tree.start, to: tree.start + Math.max(1, text.slice(tree.start, end).trimEnd().length) };
};

/** Where a part of a scalar's text stands; the whole scalar where escapes or folding hide it. */
export const partOf = (file: TextFile, tree: ScalarTree, value: string, { from, to }: Pick<Expression, 'from' | 'to'>): { readonly from: number; readonly to: number } => {
  const part = value.slice(from, to);
  const raw = file.text.slice(tree.start, tree.end);
  let at = -1;
  for (let inValue = value.indexOf(part); inValue >= 0 && inValue <= from; inValue = value.indexOf(part, inValue + 1)) {
    at = raw.indexOf(part, at + 1);
    if (at < 0) return { from: tree.start, to: tree.end };
  }
  return at < 0 ? { from: tree.start, to: tree.end } : { from: tree.start + at, to: tree.start + at + part.length };
};

export const rangeOf = (file: TextFile, place: { readonly from: number; readonly to: number }): SourceRange => file.range(place.from, place.to);
