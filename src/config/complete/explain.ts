import path from 'node:path';
import { shortened } from '../../events';
import { evaluateText, ExpressionError } from '../expressions/evaluate';
import { nameError, namesBelow } from '../expressions/names';
import { hasExpression, parseTemplate, type Expression } from '../expressions/template';
import { formatPath } from '../path';
import { valueText } from '../value-text';
import type { Work } from '../work';
import { treeAt } from '../yaml/tree';
import { allowedAt } from './allowed';
import { AroundReader } from './around';
import { schemaOf, type HelpOptions } from './dialect';
import { allowedKeys, keyDetail, keyDocumentation } from './keys';
import { namesAt, type NamesHere } from './names-at';
import { unquoted } from './outline-parts';

/** What is to know of what stands at a place. */
export interface Explanation {
  /** Offsets of what is explained. */
  readonly from: number;
  readonly to: number;
  readonly markdown: string;
  /** Any JSON Schema of the file says it, too. */
  readonly inSchema: boolean;
}

const MOST_VALUES = 12;
const LONGEST = 200;

/** Explains keys, and the expressions whose values are known before a run. */
export class Explainer {
  private readonly reader = new AroundReader();

  /** @param file its path, for `file.dir` */
  *at(text: string, offset: number, file: string, options: HelpOptions = {}): Work<Explanation | undefined> {
    const { tree, cursor } = yield* this.reader.read(text, offset, false);
    if (!cursor) return undefined;
    const found = expressionAt(text, offset);
    if (found) {
      const { expression, from, to } = found;
      const markdown = explained(expression, text.slice(from, to), namesAt(tree, cursor.path), file);
      return markdown === undefined ? undefined : { from, to, markdown, inSchema: false };
    }
    if (cursor.role !== 'key') return undefined;
    const key = unquoted(text.slice(cursor.from, cursor.to));
    const here = treeAt(tree, cursor.path);
    const known = allowedKeys(allowedAt(schemaOf(tree, options), tree, cursor.path).options, here).find((one) => one.key === key);
    if (!known) return undefined;
    const documentation = keyDocumentation(known.schemas);
    return { from: cursor.from, to: cursor.to, markdown: `**${key}**: ${keyDetail(known).replaceAll('|', '\\|')}${documentation === '' ? '' : `\n\n${documentation}`}`, inSchema: true };
  }
}

const expressionAt = (text: string, offset: number): { readonly expression: Expression; readonly from: number; readonly to: number } | undefined => {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const newline = text.indexOf('\n', offset);
  const line = text.slice(start, newline < 0 ? text.length : newline);
  const expression = parseTemplate(line).parts.find((part): part is Expression => typeof part !== 'string' && offset >= start + part.from && offset < start + part.to);
  return expression && { expression, from: start + expression.from, to: start + expression.to };
};

const quoted = (value: unknown): string => `\`${shortened(valueText(value), LONGEST).replaceAll('`', "'")}\``;

const explained = (expression: Expression, text: string, names: NamesHere, file: string): string | undefined => {
  // What is wrong with it is told as a problem.
  if (nameError(expression, names)) return undefined;
  const name = `\`${formatPath(expression.path)}\``;
  const values = valuesOf(expression, text, names, file);
  if (values === undefined) return `${name}: known when it runs`;
  const [first, ...others] = [...new Set(values.map(quoted))];
  if (others.length === 0) return `${name} is ${first ?? 'nothing'}`;
  const all = [first, ...others];
  return `${name} is one of ${all.slice(0, MOST_VALUES).join(', ')}${all.length > MOST_VALUES ? `, … (${all.length})` : ''}`;
};

/** Undefined: only a run tells. */
const valuesOf = ({ path: parts, fallback }: Expression, text: string, names: NamesHere, file: string): readonly unknown[] | undefined => {
  const [root] = parts;
  if (root === 'matrix') {
    const values = namesBelow(parts.slice(0, -1), names).find(({ name }) => name === parts.at(-1))?.values;
    return values === undefined || values.some((value) => hasExpression(value)) ? undefined : [...values, ...fallback && values.length === 0 ? [fallback.value] : []];
  }
  if (root !== 'variables' && root !== 'file') return undefined;
  try {
    return [evaluateText(text, { variables: Object.fromEntries(names.variables), file: { dir: path.dirname(file) } })];
  } catch (error) {
    if (error instanceof ExpressionError) return undefined;
    throw error;
  }
};
