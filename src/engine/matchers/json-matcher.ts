import { isMap, messageOf } from '../../events';
import { isJsonPathMatcher, type JsonMatcher, type JsonPathMatcher, type NumberMatcher } from '../../config';
import { excerpt, quote } from './excerpt';
import { lookUpJson } from './json-path';
import type { Mismatch } from './mismatch';
import { describeNumber, matchNumber } from './number-matcher';

const MOST_DIFFERENCES = 5;

/** A map is a subset, a list is compared element by element; `{ path, … }` looks at one value. */
export function matchJson(matcher: JsonMatcher, text: string): Mismatch | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const why = messageOf(error);
    return { message: `is no JSON (${excerpt(why.replace(/\s+/g, ' '))})`, expected: 'JSON', found: excerpt(text) };
  }
  if (isJsonPathMatcher(matcher)) return matchPath(matcher, value);
  const differences = [...differencesOf(matcher, value, '')];
  if (differences.length === 0) return undefined;
  const shown = differences.slice(0, MOST_DIFFERENCES);
  const more = differences.length > shown.length ? [`… ${differences.length - shown.length} more`] : [];
  return {
    message: `has other JSON at ${shown.map(({ path }) => path || 'the top').join(', ')}`,
    expected: [...shown.map(({ path, expected }) => at(path, expected)), ...more].join('\n'),
    found: [...shown.map(({ path, found }) => at(path, found)), ...more].join('\n'),
  };
}

function matchPath(matcher: JsonPathMatcher, value: unknown): Mismatch | undefined {
  const { path, absent, equals, ...rest } = matcher;
  const found = lookUpJson(value, path);
  if (absent === true) {
    return found.found ? { message: `has ${path}, expected none`, expected: `no ${path}`, found: quote(found.value) } : undefined;
  }
  if (!found.found) {
    const expected = equals === undefined ? describeNumber(rest) : quote(equals);
    return { message: `has no ${path}`, expected: at(path, expected), found: excerpt(JSON.stringify(value)) };
  }
  if ('equals' in matcher) {
    const [difference] = differencesOf(equals, found.value, path);
    if (difference) {
      const { path: where, expected, found: there } = difference;
      return { message: `has ${where} ${there}, expected ${expected}`, expected: at(where, expected), found: at(where, there) };
    }
  }
  return matchNumberAt(rest, found.value, path);
}

function matchNumberAt(matcher: Exclude<NumberMatcher, number | readonly number[]>, value: unknown, path: string): Mismatch | undefined {
  if (Object.values(matcher).every((bound) => bound === undefined)) return undefined;
  if (typeof value !== 'number') {
    const expected = describeNumber(matcher);
    return { message: `has ${path} ${quote(value)}, expected a number ${expected}`, expected: at(path, expected), found: at(path, quote(value)) };
  }
  const mismatch = matchNumber(matcher, value);
  return mismatch && { message: `has ${path} ${value}, expected ${mismatch.expected}`, expected: at(path, mismatch.expected), found: at(path, mismatch.found) };
}

interface Difference {
  readonly path: string;
  readonly expected: string;
  readonly found: string;
}

function* differencesOf(expected: unknown, found: unknown, path: string): Generator<Difference> {
  if (Array.isArray(expected) && Array.isArray(found)) {
    if (expected.length !== found.length) {
      yield { path, expected: `${expected.length} elements`, found: `${found.length} elements: ${quote(found)}` };
      return;
    }
    for (const [index, item] of expected.entries()) yield* differencesOf(item, found[index], `${path}[${index}]`);
  } else if (isMap(expected) && isMap(found)) {
    for (const [key, item] of Object.entries(expected)) {
      const below = path === '' ? key : `${path}.${key}`;
      if (!Object.hasOwn(found, key)) yield { path: below, expected: quote(item), found: 'nothing' };
      else yield* differencesOf(item, found[key], below);
    }
  } else if (expected !== found) {
    yield { path, expected: quote(expected), found: quote(found) };
  }
}

const at = (path: string, text: string): string => (path === '' ? text : `${path}: ${text}`);
