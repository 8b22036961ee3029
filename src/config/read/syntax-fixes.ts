import { remembered } from '../../events';
import type { Fix } from '../problem';
import type { SyntaxError } from '../yaml/syntax-error';
import type { TextFile } from '../yaml/text-file';

/** The narrowest indentation that the file has. */
const stepOf = (text: string): number => [...text.matchAll(/^( +)\S/gm)].reduce((least, [, spaces = '']) => Math.min(least, spaces.length), 8);

const TABS = /^[ \t]*\t[ \t]*/gm;
/** With more lines of tabs only the first offers to mend them all: an edit of each at each would be millions. */
const MOST_AT_EACH = 100;

/** An indentation with tabs, and the spaces that it should be. */
interface TabbedLine {
  readonly from: number;
  readonly to: number;
  readonly spaces: string;
}

/** By the offset of their line. */
const tabbedLines = remembered(({ text }: TextFile): ReadonlyMap<number, TabbedLine> => {
  const step = stepOf(text);
  const spaces = ' '.repeat(step === 8 ? 2 : step);
  return new Map([...text.matchAll(TABS)].map(({ 0: indent, index }) => [index, { from: index, to: index + indent.length, spaces: indent.replaceAll('\t', spaces) }]));
});

const tabFix = ({ from }: SyntaxError, file: TextFile): Fix => {
  const lines = tabbedLines(file);
  const own = file.line(from).start;
  const [first] = lines.keys();
  const all = lines.size <= MOST_AT_EACH || own === first;
  const here = all ? [...lines.values()] : [lines.get(own) ?? []].flat();
  return { title: all ? 'Indent with spaces' : 'Indent this line with spaces', edits: here.map((line) => ({ range: file.range(line.from, line.to), text: line.spaces })) };
};

/** Puts the space after the dash of a list item. @param from the dash */
export const spaceFix = (from: number, file: TextFile): Fix => ({ title: 'Insert a space after the "-"', edits: [{ range: file.range(from + 1, from + 1), text: ' ' }] });

/** What mends a slip in the YAML, where that is evident. */
export const syntaxFixes = (error: SyntaxError, file: TextFile): { readonly fixes?: readonly Fix[] } => {
  const { code, from, to } = error;
  if (code === 'unquoted-expression') return { fixes: [{ title: 'Put it in quotes', edits: [{ range: file.range(from, to), text: JSON.stringify(file.text.slice(from, to)) }] }] };
  if (code === 'missing-space') return { fixes: [spaceFix(from, file)] };
  return code === 'tab-indent' ? { fixes: [tabFix(error, file)] } : {};
};
