import { closest, didYouMean } from '../distance';
import { formatPath } from '../path';
import { withPortNames } from '../port-names';
import { hasExpression, type Expression } from './template';

export const ROOTS = ['matrix', 'variables', 'env', 'secrets', 'services', 'test', 'run', 'file', 'iteration', 'attempt', 'steps'] as const;
export type Root = (typeof ROOTS)[number];

/** What can be named at a place of the file, as far as it is known before a run. */
export interface Names {
  readonly roots: readonly Root[];
  readonly variables: ReadonlyMap<string, unknown>;
  /** All values of each key; missing when the matrix itself is broken. */
  readonly matrix?: ReadonlyMap<string, readonly unknown[]>;
  /** Each service's ports; missing when they cannot be known. */
  readonly services?: ReadonlyMap<string, readonly string[] | undefined>;
  /** Those that the file declares. */
  readonly secrets?: readonly string[];
  /** Ids of earlier steps. */
  readonly steps?: readonly string[];
  /** What steps capture, by their ids: for who writes. */
  readonly outputs?: ReadonlyMap<string, readonly string[]>;
  /** Names of the environment of the host, for who writes: what is there when it runs may differ. */
  readonly env?: readonly string[];
}

export interface NameError {
  readonly code: 'unknown-name';
  readonly message: string;
  /** The words from the root to the one that is wrong, and what it was probably meant to be. */
  readonly words?: readonly string[];
  readonly meant?: string;
  /** A secret that the file could declare. */
  readonly secret?: string;
}

const MEMBERS = {
  test: ['name', 'dir', 'id'],
  run: ['id', 'dir'],
  file: ['dir'],
  service: ['host', 'ports', 'pid', 'dir', 'stdout_log'],
  step: ['stdout', 'exit_code', 'outputs'],
} as const;

const missing = (path: readonly string[], depth: number, known: Iterable<string>): NameError => {
  const names = [...known];
  const words = path.slice(0, depth + 1);
  const meant = closest(path[depth] ?? '', names);
  const hint = meant !== undefined ? ` Did you mean "${meant}"?` : names.length > 0 && names.length <= 12 ? ` Known: ${names.join(', ')}` : '';
  return { code: 'unknown-name', message: `There is no "${formatPath(words)}" here.${hint}`, words, ...(meant === undefined ? {} : { meant }) };
};

const isMap = (value: unknown): value is { readonly [key: string]: unknown } => typeof value === 'object' && value !== null;

/** Follows the path into values that are known; one that still holds an expression may become anything. */
const inValues = (path: readonly string[], values: readonly unknown[], depth: number): NameError | undefined => {
  const key = path[depth];
  if (key === undefined || values.some((value) => hasExpression(value))) return undefined;
  const maps = values.filter(isMap);
  const next = maps.filter((map) => Object.hasOwn(map, key)).map((map) => map[key]);
  return next.length > 0 ? inValues(path, next, depth + 1) : missing(path, depth, new Set(maps.flatMap((map) => Object.keys(map))));
};

const inFixed = (path: readonly string[], members: readonly string[], depth: number, free: readonly string[] = []): NameError | undefined => {
  const key = path[depth];
  if (key === undefined) return undefined;
  if (!members.includes(key)) return missing(path, depth, members);
  return path.length > depth + 1 && !free.includes(key) ? missing(path, depth + 1, []) : undefined;
};

const inServices = (path: readonly string[], services: NonNullable<Names['services']>): NameError | undefined => {
  const [, name, member, port] = path;
  if (name === undefined) return undefined;
  if (!services.has(name)) return missing(path, 1, services.keys());
  const ports = services.get(name);
  if (member === 'ports' && port !== undefined && ports && !ports.includes(port)) return missing(path, 3, ports);
  return inFixed(path, MEMBERS.service, 2, ['ports']);
};

const known = (path: readonly string[], names: Names): NameError | undefined => {
  const [root = '', name] = path;
  const found = ROOTS.find((candidate) => candidate === root);
  if (!found) return missing(path, 0, names.roots);
  if (!names.roots.includes(found)) return { code: 'unknown-name', message: `"${root}" is not known here: only ${names.roots.join(', ')} can be used` };
  switch (found) {
    case 'env': return undefined;
    case 'secrets':
      if (!names.secrets || name === undefined || names.secrets.includes(name)) return undefined;
      return { code: 'unknown-name', message: `"${name}" is no secret of this file: name it in "secrets".${didYouMean(name, names.secrets)}`, secret: name };
    case 'iteration':
    case 'attempt': return path.length > 1 ? missing(path, 1, []) : undefined;
    case 'test':
    case 'run':
    case 'file': return inFixed(path, MEMBERS[found], 1);
    case 'matrix':
      if (!names.matrix || name === undefined) return undefined;
      return names.matrix.has(name) ? inValues(path, names.matrix.get(name) ?? [], 2) : missing(path, 1, names.matrix.keys());
    case 'variables':
      if (name === undefined) return undefined;
      return names.variables.has(name) ? inValues(path, [names.variables.get(name)], 2) : missing(path, 1, names.variables.keys());
    case 'services': return names.services && inServices(path, names.services);
    case 'steps': {
      if (!names.steps || name === undefined) return undefined;
      return names.steps.includes(name) ? inFixed(path, MEMBERS.step, 2, ['outputs', 'stdout']) : missing(path, 1, names.steps);
    }
    default: return found satisfies never;
  }
};

/** Why the expression's name cannot be right; one with a default may be missing, but its root must exist. */
export const nameError = ({ path, fallback }: Expression, names: Names): NameError | undefined => {
  const error = known(withPortNames(path), names);
  return error && fallback && ROOTS.some((root) => root === path[0] && names.roots.includes(root)) ? undefined : error;
};

/** A name that may follow. */
export interface KnownName {
  readonly name: string;
  /** There are others below it. */
  readonly more: boolean;
  /** As written, where they are known before a run. */
  readonly values?: readonly unknown[];
}

const leaves = (names: Iterable<string>): readonly KnownName[] => [...names].map((name) => ({ name, more: false }));
const valuesBelow = (values: readonly unknown[], path: readonly string[]): readonly KnownName[] => {
  const maps = values.filter((value): value is { readonly [key: string]: unknown } => isMap(value) && !Array.isArray(value));
  const [next, ...rest] = path;
  const at = (key: string): readonly unknown[] => maps.filter((map) => Object.hasOwn(map, key)).map((map) => map[key]);
  if (next !== undefined) return valuesBelow(at(next), rest);
  return [...new Set(maps.flatMap((map) => Object.keys(map)))].map((name) => withValues(name, at(name)));
};
const withValues = (name: string, values: readonly unknown[]): KnownName => ({ name, more: values.some(isMap), values });

/** What can be named below a path; of no path the roots. */
export const namesBelow = (path: readonly string[], names: Names): readonly KnownName[] => {
  const [root, name, ...rest] = path;
  if (root === undefined) return names.roots.map((one) => ({ name: one, more: one !== 'iteration' && one !== 'attempt' }));
  const found = names.roots.find((candidate) => candidate === root);
  const ofValues = (known: ReadonlyMap<string, readonly unknown[]>): readonly KnownName[] =>
    (name === undefined ? [...known].map(([key, values]) => withValues(key, values)) : valuesBelow(known.get(name) ?? [], rest));
  switch (found) {
    case 'test':
    case 'run':
    case 'file': return name === undefined ? leaves(MEMBERS[found]) : [];
    case 'secrets': return name === undefined ? leaves(names.secrets ?? []) : [];
    case 'matrix': return ofValues(names.matrix ?? new Map());
    case 'variables':
      if (name === undefined) return Array.from(names.variables, ([key, value]) => withValues(key, [value]));
      return names.variables.has(name) ? valuesBelow([names.variables.get(name)], rest) : [];
    case 'services':
      if (name === undefined) return [...names.services?.keys() ?? []].map((one) => ({ name: one, more: true }));
      if (rest.length === 0) return MEMBERS.service.map((one) => ({ name: one, more: one === 'ports' }));
      return rest.length === 1 && rest[0] === 'ports' ? leaves(names.services?.get(name) ?? []) : [];
    case 'steps':
      if (name === undefined) return (names.steps ?? []).map((one) => ({ name: one, more: true }));
      if (rest.length === 0) return MEMBERS.step.map((one) => ({ name: one, more: one === 'outputs' }));
      return rest.length === 1 && rest[0] === 'outputs' ? leaves(names.outputs?.get(name) ?? []) : [];
    case 'env': return name === undefined ? leaves(names.env ?? []) : [];
    case 'iteration':
    case 'attempt':
    case undefined: return [];
    default: return found satisfies never;
  }
};
