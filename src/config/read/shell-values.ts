import path from 'node:path';
import type { Names } from '../expressions/names';
import { hasExpression, parseTemplate, type Expression } from '../expressions/template';
import { valueText } from '../value-text';
import type { ScalarTree, Tree } from '../yaml/tree';
import type { ProblemList } from './problem-list';

const PLAIN_WORD = /^[\w@%+=:,./-]*$/;
/** Letters of any language are plain to a shell. */
const PLAIN_PATH = /^[\p{L}\p{N}_@%+=:,./\\~-]*$/u;

const inside = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((found, key) => (typeof found === 'object' && found !== null && Object.hasOwn(found, key) ? (found as { readonly [name: string]: unknown })[key] : undefined), value);

const valuesOf = ({ path: [root, name = '', ...rest] }: Expression, names: Names): readonly unknown[] => {
  const values = root === 'matrix' ? names.matrix?.get(name) ?? [] : root === 'variables' ? [names.variables.get(name)] : [];
  return values.map((value) => inside(value, rest)).filter((value) => value !== undefined && !hasExpression(value));
};

/** Folders below that of the file, unless the runs go elsewhere. */
const isFolder = ({ path: [root, ...rest] }: Expression): boolean =>
  (root === 'test' || root === 'run' || root === 'file') && rest[0] === 'dir' || root === 'services' && (rest[1] === 'dir' || rest[1] === 'stdout_log');

/** Within quotes of the shell, as far as counting them tells. */
const isQuoted = (text: string, at: number): boolean => ["'", '"'].some((quote) => (text.slice(0, at).split(quote).length - 1) % 2 === 1);

/** What is below a variable is not in the environment by itself. */
const inEnvironment = ({ path: [root, name = '', ...below], from, to }: Expression, text: string): string =>
  (below.length === 0
    ? `write "$${root === 'matrix' ? 'MATRIX' : 'VAR'}_${name.toUpperCase().replace(/\W/g, '_')}" in quotes`
    : `give it a name in "env", as in { VALUE: "${text.slice(from, to)}" }, and write "$VALUE" in quotes`);

/** Warns of values that a shell would not take as one plain word: they could break the command, or become one. */
export const checkShellText = (tree: Tree | undefined, names: Names, list: ProblemList): void => {
  const folder = path.dirname(list.file.file);
  if (tree?.kind !== 'scalar' || typeof tree.value !== 'string' || !hasExpression(tree.value)) return;
  const scalar: ScalarTree = tree;
  const { value } = tree;
  for (const part of parseTemplate(value).parts) {
    if (typeof part === 'string') continue;
    if (isFolder(part) && !PLAIN_PATH.test(folder) && !isQuoted(value, part.from)) {
      list.atPart(scalar, value, part, 'shell-value', `The folder ${JSON.stringify(folder)} is no plain word: a shell may split it. Write the expression in quotes, or give the command as a list`, { severity: 'warning' });
    }
    const values = valuesOf(part, names);
    // A list that is all of the command never meets a shell.
    const odd = (part.from === 0 && part.to === value.length ? values.filter((one) => !Array.isArray(one)) : values).map(valueText).find((one) => !PLAIN_WORD.test(one));
    if (odd === undefined) continue;
    list.atPart(scalar, value, part, 'shell-value', `The value ${JSON.stringify(odd)} is no plain word: a shell may split it or run parts of it. Give the command as a list, or ${inEnvironment(part, value)}`, { severity: 'warning' });
  }
};
