import type { Fix } from '../problem';
import type { TextFile } from '../yaml/text-file';
import type { MapTree, Tree } from '../yaml/tree';

type Edit = Fix['edits'][number];

export const replacing = (file: TextFile, tree: Tree, text: string): Fix => ({ title: `Change to "${text}"`, edits: [{ range: file.range(tree.start, tree.end), text }] });

/** Takes a key and its value out; undefined where they do not have their lines to themselves. */
export const removal = (file: TextFile, tree: Tree): Edit | undefined => {
  const { text } = file;
  const from = text.lastIndexOf('\n', tree.from - 1) + 1;
  const next = text.indexOf('\n', tree.end);
  const to = next < 0 ? text.length : next + 1;
  const alone = text.slice(from, tree.from).trim() === '' && /^\s*(?:#.*)?\s*$/.test(text.slice(tree.end, to));
  return alone ? { range: file.range(from, to), text: '' } : undefined;
};

/** Puts a key before the others of a map. */
export const insertion = (file: TextFile, map: MapTree, key: string, value: string): Edit | undefined => {
  const [first] = map.entries.values();
  if (first === undefined || map.start > first.from) return undefined;
  const flow = file.text[map.start] === '{';
  const indent = ' '.repeat(file.position(first.from).column - 1);
  return { range: file.range(first.from, first.from), text: flow ? `${key}: ${value}, ` : `${key}: ${value}\n${indent}` };
};
