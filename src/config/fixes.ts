import type { Fix } from './problem';
import type { TextFile } from './yaml/text-file';
import type { MapTree, Tree } from './yaml/tree';

type Edit = Fix['edits'][number];
type Fixes = { readonly fixes?: readonly Fix[] };

/** Words that need no quotes wherever they stand. */
const PLAIN = /^(?!(?:true|false|null|yes|no|on|off|~)$)[A-Za-z_/][\w./-]*$/i;
const asYaml = (text: string): string => (PLAIN.test(text) ? text : JSON.stringify(text));

/** Puts a text in the place of a value, as it is to be written. */
export const replacing = (file: TextFile, tree: Pick<Tree, 'start' | 'end'>, text: string, title = `Change to ${text.startsWith('"') ? text : `"${text}"`}`): Fix =>
  ({ title, edits: [{ range: file.range(tree.start, tree.end), text }] });

/** Puts the word that was meant in the place of a value; nothing where none comes near. */
export const meaning = (file: TextFile, tree: Pick<Tree, 'start' | 'end'>, meant: string | undefined): Fixes =>
  (meant === undefined ? {} : { fixes: [replacing(file, tree, asYaml(meant), `Change to "${meant}"`)] });

/** Takes a key and its value out; undefined where they do not have their lines to themselves. */
export const removal = (file: TextFile, tree: Pick<Tree, 'from' | 'end'>): Edit | undefined => {
  const { text } = file;
  const from = text.lastIndexOf('\n', tree.from - 1) + 1;
  const next = text.indexOf('\n', tree.end);
  const to = next < 0 ? text.length : next + 1;
  const alone = text.slice(from, tree.from).trim() === '' && /^\s*(?:#.*)?\s*$/.test(text.slice(tree.end, to));
  return alone ? { range: file.range(from, to), text: '' } : undefined;
};

export const removing = (file: TextFile, tree: Pick<Tree, 'from' | 'end'>, title: string): Fixes => {
  const edit = removal(file, tree);
  return edit === undefined ? {} : { fixes: [{ title, edits: [edit] }] };
};

/** Puts a key before the others of a map. */
export const insertion = (file: TextFile, map: MapTree, key: string, value: string): Edit | undefined => {
  const [first] = map.entries.values();
  if (first === undefined || map.start > first.from) return undefined;
  const flow = file.text[map.start] === '{';
  const indent = ' '.repeat(file.position(first.from).column - 1);
  return { range: file.range(first.from, first.from), text: flow ? `${key}: ${value}, ` : `${key}: ${value}\n${indent}` };
};

export const inserting = (file: TextFile, map: MapTree, key: string, value: string, title: string): Fixes => {
  const edit = insertion(file, map, key, value);
  return edit === undefined ? {} : { fixes: [{ title, edits: [edit] }] };
};
