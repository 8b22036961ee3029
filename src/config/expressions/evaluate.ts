import { didYouMean } from '../distance';
import { formatPath } from '../path';
import { withPortNames } from '../port-names';
import { setOwn } from '../set-own';
import type { ExpressionScope } from '../specs';
import { valueText } from '../value-text';
import { LATER, laterText } from './later';
import { hasExpression, parseTemplate, type Expression } from './template';
import { MAX_WEIGHT, weightOf } from './weight';

/** How deep variables may be made of each other where they are replaced; as deep as a file may nest. */
export const MAX_VARIABLE_DEPTH = 64;

/** Of letters; more than the output that is kept of some steps, less than JavaScript can hold. */
const MAX_TEXT = 64 * 1024 * 1024;

/** The variables that are being replaced for one text, and those that have been: each is worked out once, however often it is used. */
interface Progress {
  readonly open: readonly string[];
  readonly done: Map<string, unknown>;
}

/** An expression that cannot be replaced; the message says which name and what it may have meant. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
  /** Where the unresolvable expression stands in its text. */
  constructor(message: string, readonly from: number, readonly to: number) {
    super(message);
  }
}

const isObject = (value: unknown): value is { readonly [key: string]: unknown } => typeof value === 'object' && value !== null;

const property = (value: unknown, key: string): unknown => (isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined);

const asText = (value: unknown): string => (value === null || value === undefined ? '' : valueText(value));

const evaluate = ({ path: written, fallback, from, to }: Expression, scope: ExpressionScope, progress: Progress): unknown => {
  const path = withPortNames(written);
  let value: unknown = scope;
  for (const [index, key] of path.entries()) {
    const parent = value;
    value = property(value, key);
    if (value === LATER) return laterText(written);
    if (value === undefined || (value === null && fallback)) {
      if (fallback) return fallback.value;
      if (path[0] === 'secrets' && index === 1) throw new ExpressionError(`The secret "${key}" is not there: the environment variable ${key} is not set`, from, to);
      const known = isObject(parent) ? Object.keys(parent) : [];
      throw new ExpressionError(`There is no "${formatPath(path.slice(0, index + 1))}" here.${didYouMean(key, known)}`, from, to);
    }
    // A variable may use others.
    if (index === 1 && path[0] === 'variables') value = variable(key, value, scope, progress, from, to);
  }
  return value;
};

const variable = (name: string, value: unknown, scope: ExpressionScope, { open, done }: Progress, from: number, to: number): unknown => {
  if (done.has(name)) return done.get(name);
  if (open.includes(name)) throw new ExpressionError(`The variable "${name}" uses itself`, from, to);
  if (open.length >= MAX_VARIABLE_DEPTH) throw new ExpressionError(`The variable "${name}" is more than ${MAX_VARIABLE_DEPTH} variables deep`, from, to);
  const replaced = within(value, scope, { open: [...open, name], done }, from, to);
  // Two of each in the next one double with every step.
  if (weightOf(replaced) > MAX_WEIGHT) throw new ExpressionError(`The variable "${name}" becomes too large with those that it uses: more than ${MAX_WEIGHT / 1024 ** 2} MiB`, from, to);
  done.set(name, replaced);
  return replaced;
};

const within = (value: unknown, scope: ExpressionScope, progress: Progress, from: number, to: number): unknown => {
  try {
    return replace(value, scope, progress);
  } catch (error) {
    throw error instanceof ExpressionError ? new ExpressionError(error.message, from, to) : error;
  }
};

const replaceText = (text: string, scope: ExpressionScope, progress: Progress): unknown => {
  if (!hasExpression(text)) return text;
  const { parts, errors } = parseTemplate(text);
  const [error] = errors;
  if (error) throw new ExpressionError(error.message, error.from, error.to);
  const [only] = parts;
  if (parts.length === 1 && typeof only === 'object') return evaluate(only, scope, progress);
  let replaced = '';
  for (const part of parts) {
    replaced += typeof part === 'string' ? part : asText(evaluate(part, scope, progress));
    if (replaced.length > MAX_TEXT) throw new ExpressionError(`The text becomes too large: more than ${MAX_TEXT / 1024 ** 2} MiB`, 0, text.length);
  }
  return replaced;
};

const replace = (value: unknown, scope: ExpressionScope, progress: Progress): unknown =>
  mapStrings(value, (text) => replaceText(text, scope, progress));

type Place = readonly (string | number)[];

/** A copy in which every scalar, however deep, went through `change`; `path` is where it stands. */
export const mapScalars = (value: unknown, change: (scalar: unknown, path: Place) => unknown, path: Place = []): unknown => {
  if (Array.isArray(value)) return value.map((item, index) => mapScalars(item, change, [...path, index]));
  if (!isObject(value)) return change(value, path);
  const result: { [key: string]: unknown } = {};
  for (const [key, item] of Object.entries(value)) {
    setOwn(result, key, mapScalars(item, change, [...path, key]));
  }
  return result;
};

/** As `mapScalars`, of strings alone. */
export const mapStrings = (value: unknown, change: (text: string, path: Place) => unknown): unknown =>
  mapScalars(value, (scalar, path) => (typeof scalar === 'string' ? change(scalar, path) : scalar));

/** Replaces the expressions of one text; one that is the whole text keeps its value's type. @throws ExpressionError */
export const evaluateText = (text: string, scope: ExpressionScope): unknown => replaceText(text, scope, { open: [], done: new Map() });

/** As `evaluateText`, always a text. @throws ExpressionError */
export const evaluateToString = (text: string, scope: ExpressionScope): string => asText(evaluateText(text, scope));
