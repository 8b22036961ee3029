import path from 'node:path';
import { evaluateText, mapStrings, ExpressionError, MAX_VARIABLE_DEPTH } from '../expressions/evaluate';
import { MAX_WEIGHT, weightOf } from '../expressions/weight';
import { hasExpression, parseTemplate } from '../expressions/template';
import type { Names } from '../expressions/names';
import { didYouMean } from '../distance';
import { checkEnvironmentNames } from './check-environment-names';
import { ID_PATTERN } from '../schema/leaves';
import { parseYaml } from '../yaml/parse';
import { TextFile } from '../yaml/text-file';
import { plain, scalars, type Tree } from '../yaml/tree';
import type { ProblemList } from './problem-list';
import { OF_VARIABLES } from './roots';
import { NUMBER_PATTERN } from '../duration';
import { groupsOf, ringsOf, ringText } from '../rings';

export interface Variables {
  /** As far as they are known before a run; the others keep their expressions. */
  readonly values: { readonly [name: string]: unknown };
  /** As written. */
  readonly raw: ReadonlyMap<string, unknown>;
  /** Which others each one uses. */
  readonly uses: ReadonlyMap<string, ReadonlySet<string>>;
}

const usedBy = (tree: Tree): Set<string> => {
  const used = new Set<string>();
  for (const { value } of scalars(tree)) {
    if (typeof value !== 'string' || !hasExpression(value)) continue;
    for (const part of parseTemplate(value).parts) {
      const [root, name] = typeof part === 'string' ? [] : part.path;
      if (root === 'variables' && name !== undefined) used.add(name);
    }
  }
  return used;
};

/** Everything that can be reached, the start itself only when a ring leads back to it. */
export const reachable = (uses: Variables['uses'], starts: Iterable<string>): Set<string> => {
  const seen = new Set<string>();
  const open = [...starts];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    open.push(...(uses.get(name) ?? []));
  }
  return seen;
};

/** A text from the command line takes the type its variable had; undefined: it cannot. */
const typed = (declared: Tree, text: string): unknown => {
  if (declared.kind !== 'scalar') return ofKind(declared.kind, text);
  if (typeof declared.value === 'number' && NUMBER_PATTERN.test(text)) return Number(text);
  if (typeof declared.value === 'boolean' && /^(?:true|false)$/.test(text)) return text === 'true';
  return text;
};

const ofKind = (kind: 'list' | 'map', text: string): unknown => {
  const { tree, syntax, problems, documents } = parseYaml(TextFile.of('', text));
  return tree?.kind === kind && documents === 1 && syntax.length + problems.length === 0 ? plain(tree) : undefined;
};

const asksTheRun = (value: unknown): boolean => {
  let asks = false;
  mapStrings(value, (text) => {
    asks ||= parseTemplate(text).parts.some((part) => typeof part !== 'string' && part.path[0] !== 'variables' && part.path[0] !== 'file');
    return text;
  });
  return asks;
};

/** All settled variables together: a file that makes more of itself is not worked out before it is run. */
const MAX_SETTLED = 4 * MAX_WEIGHT;

interface Known {
  readonly values: { readonly [name: string]: unknown };
  /** Of those that only a run knows, how many variables deep each one is. */
  readonly depths: ReadonlyMap<string, number>;
  readonly tooLarge: ReadonlySet<string>;
}

const known = (raw: Variables['raw'], uses: Variables['uses'], groups: readonly (readonly string[])[], file: string): Known => {
  const values = new Map(raw);
  const depths = new Map<string, number>();
  const tooLarge = new Set<string>();
  let room = MAX_SETTLED;
  const settle = (name: string, value: unknown): unknown => {
    if (room < 0) return value;
    // Those that it uses, which are settled as far as they can be.
    const used = Object.fromEntries([...uses.get(name) ?? []].filter((other) => values.has(other)).map((other) => [other, values.get(other)]));
    try {
      const settled = mapStrings(value, (text) => evaluateText(text, { variables: used, file: { dir: path.dirname(file) } }));
      const weight = weightOf(settled);
      room -= weight;
      if (weight > MAX_WEIGHT) tooLarge.add(name);
      return room < 0 || weight > MAX_WEIGHT || JSON.stringify(settled).includes('${{') ? value : settled;
    } catch (error) {
      if (error instanceof ExpressionError) return value;
      throw error;
    }
  };
  for (const group of groups) {
    const below = group.flatMap((name) => [...uses.get(name) ?? []].flatMap((other) => depths.get(other) ?? []));
    // A default must not win before the environment has been asked.
    if (below.length > 0 || group.some((name) => asksTheRun(raw.get(name)))) {
      const depth = 1 + below.reduce((most, one) => Math.max(most, one), 0);
      for (const name of group) depths.set(name, depth);
    } else for (const name of group) values.set(name, settle(name, raw.get(name)));
  }
  return { values: Object.fromEntries(values), depths, tooLarge };
};

/** Reads `variables`, with those given on the command line in their place. Problems go to the list of their variable. */
export const readVariables = (
  tree: Tree | undefined, set: { readonly [name: string]: string }, file: string, top: ProblemList, listOf: (name: string) => ProblemList,
  secrets: readonly string[],
): Variables => {
  const raw = new Map<string, unknown>();
  const uses = new Map<string, ReadonlySet<string>>();
  const trees = new Map<string, Tree>();
  if (tree && tree.kind !== 'map') top.at(tree, 'wrong-value', '"variables" must be a map of names and values', { expected: 'a map' });
  else if (tree) {
    for (const [name, value] of tree.entries) {
      if (!ID_PATTERN.test(name)) listOf(name).atHead(value, 'invalid-name', `"${name}" cannot be a variable: expected a name of letters, digits, _ and -`, { found: name });
      const given = Object.hasOwn(set, name) ? set[name] : undefined;
      const replaced = given === undefined ? undefined : typed(value, given);
      if (given !== undefined && replaced === undefined) {
        top.at(value, 'wrong-value', `The variable "${name}" is a ${value.kind}, and what was given for it is none`, { found: given, expected: value.kind === 'list' ? 'a list, as in [a, 2]' : 'a map, as in {a: 1}' });
      }
      raw.set(name, replaced ?? plain(value));
      uses.set(name, given === undefined ? usedBy(value) : new Set());
      if (given === undefined) trees.set(name, value);
    }
  }
  for (const name of Object.keys(set)) {
    if (!raw.has(name)) top.tell(top.file.problem(0, 1, 'unknown-variable', `No variable "${name}" is declared in the file.${didYouMean(name, [...raw.keys()])}`, { found: name }));
  }
  checkEnvironmentNames('VAR', new Map(trees), (name, value, code, message, details) => listOf(name).atHead(value, code, message, details));
  const names: Names = { roots: OF_VARIABLES, variables: raw, secrets };
  const groups = groupsOf(uses);
  const rings = ringsOf(groups, uses);
  const { values, depths, tooLarge } = known(raw, uses, groups, file);
  for (const [name, value] of trees) {
    const list = listOf(name);
    list.expressions(value, names);
    const ring = rings.get(name);
    if (ring) list.at(value, 'variable-ring', `The variable "${name}" uses itself: ${ringText(name, ring, uses)}`);
    if (tooLarge.has(name)) list.at(value, 'variable-too-large', `The variable "${name}" becomes too large with those that it uses: more than ${MAX_WEIGHT / 1024 ** 2} MiB`);
    if ((depths.get(name) ?? 0) > MAX_VARIABLE_DEPTH) list.at(value, 'too-deep', `The variable "${name}" is more than ${MAX_VARIABLE_DEPTH} variables deep`);
  }
  return { values, raw, uses };
};
