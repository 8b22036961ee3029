import type { Fix } from '../problem';
import type { TextFile } from '../yaml/text-file';
import type { MapTree, Tree } from '../yaml/tree';

/** Words that need no quotes wherever they stand. */
const PLAIN = /^(?!(?:true|false|null|yes|no|on|off|~)$)[A-Za-z_/][\w./-]*$/i;

export const quoted = (text: string): string => (PLAIN.test(text) ? text : JSON.stringify(text));

/** Puts a text in the place of a value, as it is to be written. */
export const writing = (file: TextFile, tree: Pick<Tree, 'start' | 'end'>, text: string, title = `Change to ${text.startsWith('"') ? text : `"${text}"`}`): Fix =>
  ({ title, edits: [{ range: file.range(tree.start, tree.end), text }] });

/** The word that was meant instead of a value; none where none comes near. */
export const meaning = (file: TextFile, tree: Pick<Tree, 'start' | 'end'>, meant: string | undefined): { readonly fixes?: readonly Fix[] } =>
  (meant === undefined ? {} : { fixes: [writing(file, tree, quoted(meant), `Change to "${meant}"`)] });

/** Adds an entry at the top of a map. */
export const adding = (file: TextFile, map: MapTree, entry: string, title: string): Fix => {
  const flow = file.text[map.start] === '{';
  const at = flow ? map.start + 1 : map.start;
  const { column } = file.position(map.start);
  const text = flow ? ` ${entry}${map.entries.size > 0 ? ',' : ' '}` : `${entry}\n${' '.repeat(column - 1)}`;
  return { title, edits: [{ range: file.range(at, at), text }] };
};
