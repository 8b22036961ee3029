import type { Fix } from '../problem';
import type { SyntaxError } from '../yaml/syntax-error';
import type { TextFile } from '../yaml/text-file';

/** The narrowest indentation that the file has. */
const stepOf = (text: string): number => Math.min(...[...text.matchAll(/^( +)\S/gm)].map(([, spaces = '']) => spaces.length), 8);

/** What mends a slip in the YAML, where that is evident. */
export const syntaxFixes = ({ code, from, to }: SyntaxError, file: TextFile): { readonly fixes?: readonly Fix[] } => {
  const { text } = file;
  if (code === 'unquoted-expression') return { fixes: [{ title: 'Put it in quotes', edits: [{ range: file.range(from, to), text: JSON.stringify(text.slice(from, to)) }] }] };
  if (code !== 'tab-indent') return {};
  const found = stepOf(text);
  const spaces = ' '.repeat(found === 8 ? 2 : found);
  const edits = [...text.matchAll(/^[ \t]*\t[ \t]*/gm)].map(({ 0: indent, index }) => ({ range: file.range(index, index + indent.length), text: indent.replaceAll('\t', spaces) }));
  return { fixes: [{ title: 'Indent with spaces', edits }] };
};
