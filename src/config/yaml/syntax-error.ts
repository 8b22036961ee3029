import { isScalar, visit, type Document, type YAMLParseError } from 'yaml';
import { MOST_PROBLEMS } from '../most-problems';
import type { ProblemCode } from '../problem-codes';
import { dashedKey } from './missing-space';
import type { TextFile } from './text-file';

export interface SyntaxError {
  /** Offsets. */
  readonly from: number;
  readonly to: number;
  readonly code: ProblemCode;
  readonly message: string;
}

/** Up to the comma or the bracket that ends the value. */
const UNQUOTED = /[{[,:]\s*((?:[^\s"'{}[\],:#&*!|>](?:[^"'{}[\],:\n]|:(?!\s)){0,100})?)(\$\{\{[^}\n]*\}\})([^"'{}[\],\n]*)/g;

/** What the parser says, as it helps somebody who does not know its words. */
const IN_OTHER_WORDS: readonly (readonly [RegExp, string])[] = [
  [/Flow sequence in block collection|Flow sequence.*end with a \]/, 'The list in [ ] is not closed: a "]" is expected here'],
  [/Flow map in block collection|Flow map.*end with a \}/, 'The map in { } is not closed: a "}" is expected here'],
  [/Implicit keys need to be on a single line|Implicit map keys need to be followed by map values/, 'A ":" is expected at the end of this line'],
  [/Nested mappings are not allowed in compact mappings/, 'A text with ": " in it must be quoted, or the map after it start on its own line'],
  [/Unexpected scalar at node end/, 'Text after the end of a value: is a quote missing around all of it?'],
  [/Plain value cannot start with (?:reserved|directive indicator) character|Anchor cannot be an empty string|Alias cannot be an empty string/, 'A text that starts with this character must be quoted'],
  [/Invalid escape sequence/, 'In double quotes \\ begins an escape, and this is none: put the text in single quotes'],
  [/Not a YAML token/, 'A text after | or > begins on the next line'],
  [/Unexpected flow-(?:map|seq)-end token/, 'A closing bracket that none opened'],
  [/Unexpected flow-(?:map|seq)-start at node end/, 'A text with [ ] or { } in it must be quoted here'],
  [/Sequence item without - indicator/, 'A "- " is expected: is this line indented like the item it belongs to?'],
  [/All mapping items must start at the same column/, 'This key must stand in the same column as the one before it'],
  [/Comments must be separated/, 'A space is expected before the # of a comment'],
  [/A block sequence may not be used as an implicit map key/, 'A ":" is expected before this list'],
];

const OPEN_QUOTE = 'The quote that opens here is never closed';

const unquoted = (text: string, { start, end }: { readonly start: number; readonly end: number }): SyntaxError | undefined => {
  const line = text.slice(start, end);
  if (!/[{[]/.test(line.replaceAll('${{', ''))) return undefined;
  for (const match of line.matchAll(UNQUOTED)) {
    const value = match.slice(1).join('').trimEnd();
    const to = start + match.index + match[0].trimEnd().length;
    return { from: to - value.length, to, code: 'unquoted-expression', message: `Within { } and [ ] an expression must be quoted: ${JSON.stringify(value)}` };
  }
  return undefined;
};

const isOpenQuote = (message: string): boolean => /^Missing closing .quote/.test(message);

/** An unclosed quote is missed only at the end of the text; what helps is where it was opened. */
const openedQuote = (file: TextFile, document: Document): SyntaxError | undefined => {
  let last: number | undefined;
  visit(document, (_, node) => {
    if (isScalar(node) && (node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE')) last = node.range?.[0];
  });
  return last === undefined ? undefined : { from: last, to: Math.max(last + 1, file.line(last).end), code: 'syntax', message: OPEN_QUOTE };
};

/** An item without a space after its dash: the parser, which takes it for a key, misses something there or at the start of the line below. */
const itemWithoutSpace = (text: string, file: TextFile, from: number): SyntaxError | undefined => {
  const line = file.line(from);
  const above = from === line.start + text.slice(line.start, line.end).search(/\S|$/) || from === line.start ? [file.line(line.start - 1)] : [];
  for (const { start, end } of [line, ...above]) {
    const found = dashedKey(text.slice(start, end));
    if (found) return { from: start + found.from, to: start + found.to, code: 'missing-space', message: found.message };
  }
  return undefined;
};

const told = (text: string, file: TextFile, openQuote: () => SyntaxError | undefined, { pos: [from, to], code, message }: YAMLParseError): SyntaxError => {
  const line = file.line(from);
  const indent = /^[^\S\n]*/.exec(text.slice(line.start, line.end))?.[0] ?? '';
  const tab = indent.indexOf('\t');
  if (code === 'TAB_AS_INDENT' || tab >= 0) {
    return { from: line.start + Math.max(tab, 0), to: line.start + Math.max(indent.length, 1), code: 'tab-indent', message: 'A tab indents this line: YAML allows only spaces' };
  }
  const slip = itemWithoutSpace(text, file, from) ?? unquoted(text, line) ?? (isOpenQuote(message) ? openQuote() : undefined);
  if (slip) return slip;
  const words = IN_OTHER_WORDS.find(([pattern]) => pattern.test(message))?.[1];
  // One letter is hard to see: a word is marked to the end of its line.
  const rest = to <= from + 1 && /\w/.test(text[from] ?? '') ? from + text.slice(from, line.end).trimEnd().length : to;
  return { from, to: Math.max(from + 1, Math.min(rest, line.end)), code: 'syntax', message: words ?? message };
};

/** The braces of an unquoted expression leave the parser out of step: what it then finds in an unexpected place is its echo. */
const withoutEchoes = (errors: readonly YAMLParseError[], text: string, file: TextFile): readonly YAMLParseError[] => {
  const slip = errors.findIndex(({ pos: [from] }) => unquoted(text, file.line(from)) !== undefined);
  return slip < 0 ? errors : errors.filter(({ code }, index) => index <= slip || code !== 'UNEXPECTED_TOKEN');
};

/** Those that come first in their lines, as far as they are told. */
const firstOfLines = <Told>(errors: readonly Told[], file: TextFile, fromOf: (error: Told) => number): readonly Told[] => {
  const lines = new Map<number, Told>();
  for (const error of errors) {
    const { start } = file.line(fromOf(error));
    if (!lines.has(start)) lines.set(start, error);
    if (lines.size >= MOST_PROBLEMS) break;
  }
  return [...lines.values()];
};

/** A document's errors; what follows on the same line is mostly the first one's echo. The text has the lines of the file. No more than are told of a file. */
export const syntaxErrors = (text: string, file: TextFile, document: Document): readonly SyntaxError[] => {
  let quoted: { readonly opened: SyntaxError | undefined } | undefined;
  const openQuote = (): SyntaxError | undefined => (quoted ??= { opened: openedQuote(file, document) }).opened;
  // Before each is looked at: a line may have hundreds of thousands.
  const some = firstOfLines(document.errors, file, ({ pos: [from] }) => from);
  const errors = withoutEchoes(some, text, file).map((error) => told(text, file, openQuote, error));
  // An open quote swallows all that follows.
  const quote = errors.reduce((first, { from, message }) => (message === OPEN_QUOTE ? Math.min(first, from) : first), Infinity);
  return firstOfLines(errors.filter(({ from }) => from <= quote), file, ({ from }) => from);
};
