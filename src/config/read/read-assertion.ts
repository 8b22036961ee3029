import { closest } from '../distance';
import { meaning } from '../fixes';
import { assertionForm, assertionFormOf } from '../assertion-form';
import { hasExpression } from '../expressions/template';
import { ASSERTION_KINDS, assertionSchemas } from '../schema/assertion';
import { child, plain, type MapTree, type Tree } from '../yaml/tree';
import { when } from '../schema/when';
import type { ProblemList } from './problem-list';
import { hintFor, renamings, without, type ReadExtensions } from './read-extensions';
import { checkServiceName } from './service-names';

const withoutType = (tree: MapTree): MapTree => ({ ...tree, entries: new Map([...tree.entries].filter(([key]) => key !== 'type')) });

const unknownKind = (tree: MapTree, list: ProblemList, extensions: ReadExtensions): void => {
  const known = [...ASSERTION_KINDS, ...extensions.schemas.assertions.keys()];
  const type = tree.entries.get('type');
  const given = type ? [type.kind === 'scalar' ? String(type.value) : ''] : [...tree.entries.keys()];
  const hint = hintFor(given, known);
  extensions.unknown(tree, given.filter((name) => name !== 'when'), list, (more) => {
    if (type) list.at(type, 'unknown-assertion', `An assertion must be one of ${known.join(', ')}.${hint}${more}`, { found: given.join(', '), ...meaning(list.file, type, closest(given.join(), known)) });
    else list.atHead(tree, 'unknown-assertion', `An assertion must have a type, one of ${known.join(', ')}.${hint}${more}`, { found: given.join(', '), ...renamings(tree, given, known, list) });
  });
};

/** What keeps its source text: of the keyed form of a command, only what is below it. */
export const assertionTextual = (tree: Tree): ReadonlySet<string> => (child(tree, 'command')?.kind === 'map' ? KEYED_TEXTUAL : TEXTUAL);
const TEXTUAL: ReadonlySet<string> = new Set(['command', 'env', 'shell', 'cwd']);
const KEYED_TEXTUAL: ReadonlySet<string> = new Set([...TEXTUAL].map((key) => `command.${key}`));

/** Checks one assertion, in either of its forms. */
export const checkAssertion = (tree: Tree, services: readonly string[], list: ProblemList, extensions: ReadExtensions): void => {
  if (tree.kind !== 'map') {
    list.at(tree, 'wrong-value', `An assertion must be a map with a type, one of ${ASSERTION_KINDS.join(', ')}`, { expected: 'a map' });
    return;
  }
  const type = child(tree, 'type');
  if (type?.kind === 'scalar' && hasExpression(type.value)) return;
  const value = plain(tree, assertionTextual(tree));
  const form = assertionForm(value) ?? assertionFormOf(value, [...extensions.schemas.assertions.keys()]);
  if (!form) {
    unknownKind(tree, list, extensions);
    return;
  }
  const own = form.under === '' ? withoutType(tree) : child(tree, form.under) ?? tree;
  const condition = form.under === '' && assertionForm(value) ? undefined : child(tree, 'when');
  if (condition) list.check(when, plain(condition), condition, 'when');
  if (form.under !== '') {
    for (const [key, value] of tree.entries) {
      if (key !== form.under && key !== 'when') list.atHead(value, 'unknown-key', `"${key}" is not known here and has no effect: it belongs below "${form.under}"`, { severity: 'warning', found: key });
    }
  }
  const kind = ASSERTION_KINDS.find((name) => name === form.kind);
  if (kind === undefined) {
    extensions.check(form.kind, 'assertions', own.kind === 'map' && form.under === '' ? without(own, new Set(['when'])) : own, list);
    return;
  }
  list.unknownKeys([assertionSchemas[kind]], own);
  list.checkPart(assertionSchemas[kind], form.value, own, kind, value);
  for (const service of [child(own, 'service'), kind === 'command' ? child(own, 'in') : undefined]) checkServiceName(service, services, list);
};

/** What an assertion gives to the shell, if it does. */
export const shellTextOf = (tree: Tree): Tree | undefined => {
  const own = child(tree, 'command');
  return own?.kind === 'map' ? child(own, 'command') : own;
};
