import { shortened } from '../../events';
import { namesBelow, type KnownName, type Names } from '../expressions/names';
import { hasExpression, parseTemplate } from '../expressions/template';
import { valueText } from '../value-text';

/** An expression that is being written. */
export interface OpenExpression {
  /** What stands before the last word. */
  readonly path: readonly string[];
  /** Offsets of that word. */
  readonly from: number;
  readonly to: number;
  /** Its end stands there already. */
  readonly closed: boolean;
}

const OPEN = '${{';
const NAMES = /^\s*(?:(.+)\.)?([\w-]*)$/;
const LONGEST = 60;

/** The expression that an offset is in; undefined: it is in none, or not among names. */
export const openExpression = (text: string, offset: number): OpenExpression | undefined => {
  const line = text.lastIndexOf('\n', offset - 1) + 1;
  const before = text.slice(line, offset);
  const open = before.lastIndexOf(OPEN);
  if (open < 0 || before[open - 1] === '$' || before.includes('}}', open)) return undefined;
  const [, base, word = ''] = NAMES.exec(before.slice(open + OPEN.length)) ?? [undefined, undefined, undefined];
  if (base === undefined && !NAMES.test(before.slice(open + OPEN.length))) return undefined;
  const [part] = base === undefined ? [] : parseTemplate(`${OPEN}${base}}}`).parts;
  if (base !== undefined && (part === undefined || typeof part === 'string')) return undefined;
  const after = /^[\w-]*/.exec(text.slice(offset, offset + 1000))?.[0] ?? '';
  const rest = text.slice(offset + after.length, offset + after.length + 1000).split('\n', 1)[0] ?? '';
  const close = rest.indexOf('}}');
  const next = rest.indexOf(OPEN);
  return { path: typeof part === 'object' ? part.path : [], from: offset - word.length, to: offset + after.length, closed: close >= 0 && (next < 0 || close < next) };
};

const ROOT_DETAILS: { readonly [root: string]: string } = {
  matrix: 'the values of the test case', variables: 'variables of the file', env: 'environment of the host', secrets: 'secrets that the file names', services: 'services of the test',
  test: 'name, dir, id of the test case', run: 'id, dir of the run', file: 'dir of the file', iteration: 'number from 1', attempt: 'number from 1', steps: 'earlier steps',
};

/** The values that are known, as one reads them. */
export const valuesText = (values: readonly unknown[]): string => shortened([...new Set(values.map(valueText))].join(', '), LONGEST);

export const detailOf = ({ name, values }: KnownName, path: readonly string[]): string | undefined => {
  if (path.length === 0) return ROOT_DETAILS[name];
  return values === undefined || values.some((value) => hasExpression(value)) ? undefined : valuesText(values);
};

/** A name with what goes around it: further names, or the end. */
export const expressionText = ({ name, more }: KnownName, { closed }: OpenExpression): string => `${name}${more ? '.' : closed ? '' : ' }}'}`;

/** Those that can be written behind a dot. */
export const expressionNames = ({ path }: OpenExpression, names: Names): readonly KnownName[] => namesBelow(path, names).filter(({ name }) => /^[\w-]+$/.test(name));
