import * as z from 'zod';
import { isMap } from '../../events';
import { closed } from './closed';
import { duration, flag, number, numberOrSize, regex, text } from './leaves';
import { may } from './may';

const keysOf = <Value extends z.ZodType<number>>(value: Value, what = 'numbers') => ({
  equals: may(value, 'It is this one.'), not: may(value, 'It is another.'), below: may(value, 'It is less.'), above: may(value, 'It is more.'),
  within: may(z.tuple([value, value], { error: `a list of two ${what}, [lowest, highest]` }), 'It is between the two, or one of them.'),
});
export const holdsOneOf = (keys: object) => (given: object): boolean => Object.keys(keys).some((key) => Object.hasOwn(given, key));
export const oneOf = (keys: object): string => `at least one of ${Object.keys(keys).join(', ')}`;
const matcherOf = <Value extends z.ZodType<number>>(value: Value) => {
  const keys = keysOf(value);
  return z.union([value, z.array(value).min(1, { error: 'at least one number' }), closed(keys).refine(holdsOneOf(keys), { error: oneOf(keys) })], {
    error: 'a number, a list of numbers, or a map of equals, not, below, above, within',
  });
};

/** Of what may be a size in bytes. */
export const sizeMatcherKeys = keysOf(numberOrSize);
export const sizeMatcher = matcherOf(numberOrSize);
export const numberMatcher = matcherOf(number);

const { equals: _equals, ...ranges } = keysOf(number);
const jsonPath = z.object({ path: z.string(), equals: z.unknown().optional(), ...ranges, absent: flag.optional() });
export type JsonPathMatcher = z.output<typeof jsonPath>;

/** A map with `path` and at least one more key of what looks at one value, and no others; any other map is compared as it is. */
export const isJsonPathMatcher = (value: unknown): value is JsonPathMatcher =>
  isMap(value) && typeof value['path'] === 'string' && Object.keys(value).length > 1 && Object.keys(value).every((key) => Object.hasOwn(jsonPath.shape, key));

const json = z.unknown().transform((value, context): unknown => {
  if (!isJsonPathMatcher(value)) return value;
  const { data, error } = jsonPath.safeParse(value);
  for (const { path, message } of error?.issues ?? []) context.addIssue({ code: 'custom', path, message });
  return data;
});

const texts = z.union([text, z.array(text)], { error: 'a text or a list of texts' });
export const textMatcherKeys = {
  contains: may(texts, 'It has this text, or all of a list.'), not_contains: may(texts, 'It has none of these.'), equals: may(text, 'It is this text; a line break at its end that is not asked for does not count.'),
  matches: may(regex, 'A JavaScript regular expression matches; ^ and $ match at each line.'), not_matches: may(regex, 'A JavaScript regular expression does not match.'),
  empty: may(flag, 'It has nothing but white space, or (false) something.'), json: may(json, 'It is JSON: of a map a subset, of a list each element; or { path, equals, below, … } for one value of it.'), size: may(sizeMatcher, 'It has so many bytes.'),
};
export const textMatcher = closed(textMatcherKeys).refine(holdsOneOf(textMatcherKeys), { error: oneOf(textMatcherKeys) });

const DURATION_KEYS = keysOf(duration, 'durations');
/** Only a map: one duration alone would have to be met to the millisecond. */
export const durationMatcher = closed(DURATION_KEYS).refine(holdsOneOf(DURATION_KEYS), { error: oneOf(DURATION_KEYS) });
