import { replacing } from '../fixes';
import { parseDuration } from '../duration';
import type { Fix } from '../problem';
import { wantsText, type Finding } from '../schema/validate';
import type { TextFile } from '../yaml/text-file';
import type { Tree } from '../yaml/tree';
import { headOf } from './places';

const UNITS: readonly (readonly [RegExp, string])[] = [
  [/^(?:ms|msecs?|milliseconds?)$/i, 'ms'], [/^(?:s|secs?|seconds?)$/i, 's'], [/^(?:m|mins?|minutes?)$/i, 'm'], [/^(?:h|hrs?|hours?)$/i, 'h'],
];
const LONGEST = 60;
const FLAGS = new Map([['yes', 'true'], ['on', 'true'], ['no', 'false'], ['off', 'false']]);

/** `10 s`, `5 minutes` as a duration. */
const asDuration = (text: string): string | undefined => {
  if (text.length > LONGEST || !/^(?:\s*\d+(?:\.\d+)?\s*[A-Za-z]+)+\s*$/.test(text)) return undefined;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)\s*([A-Za-z]+)/g)];
  const written = parts.map(([, number = '', word = '']) => `${number}${UNITS.find(([pattern]) => pattern.test(word))?.[1] ?? '?'}`).join('');
  return parseDuration(written) === undefined ? undefined : written;
};

const written = ({ expected, found }: Finding, tree: Tree & { readonly kind: 'scalar' }, raw: string): string | undefined => {
  if (typeof found === 'number' && wantsText(expected)) return JSON.stringify(tree.text);
  if (typeof found !== 'string') return undefined;
  if (expected.startsWith('a duration')) return asDuration(found);
  if (expected.startsWith('true or false')) return FLAGS.get(found.toLowerCase());
  // Python names its groups so.
  if (expected.includes('regular expression') && raw.includes('(?P<')) return raw.replaceAll('(?P<', '(?<');
  return undefined;
};

/** What the value was probably meant to be, where that is evident. */
export const valueFixes = (finding: Finding, tree: Tree, file: TextFile): { readonly fixes?: readonly Fix[] } => {
  if (tree.kind !== 'scalar') return {};
  const { found, path, expected, meant } = finding;
  if (found === null && path.at(-1) === 'on_failure' && expected === 'true or false') {
    // `{ on_failure, max: 3 }`
    const { to } = headOf(file, tree);
    const colon = /^\s*:/.exec(file.text.slice(to, to + 20))?.[0];
    const at = to + (colon?.length ?? 0);
    return { fixes: [{ title: 'Change to "on_failure: true"', edits: [{ range: file.range(at, at), text: colon === undefined ? ': true' : ' true' }] }] };
  }
  const text = meant ?? written(finding, tree, file.text.slice(tree.start, tree.end));
  return text === undefined ? {} : { fixes: [replacing(file, tree, text)] };
};
