import * as z from 'zod';
import { closed } from './closed';
import { duration, flag, number, regex, text } from './leaves';

const range = z.tuple([number, number], { error: 'a list of two numbers, [lowest, highest]' });
export const numberMatcherKeys = {
  equals: number.optional(), not: number.optional(), below: number.optional(), above: number.optional(), within: range.optional(),
};
export const holdsOneOf = (keys: object) => (given: object): boolean => Object.keys(keys).some((key) => Object.hasOwn(given, key));
export const oneOf = (keys: object): string => `at least one of ${Object.keys(keys).join(', ')}`;

const numberMatcherMap = closed(numberMatcherKeys).refine(holdsOneOf(numberMatcherKeys), { error: oneOf(numberMatcherKeys) });
export const numberMatcher = z.union([number, z.array(number).min(1, { error: 'at least one number' }), numberMatcherMap], {
  error: 'a number, a list of numbers, or a map of equals, not, below, above, within',
});

const texts = z.union([text, z.array(text)], { error: 'a text or a list of texts' }).optional();
export const textMatcherKeys = {
  contains: texts, not_contains: texts, equals: text.optional(), matches: regex.optional(), not_matches: regex.optional(),
  empty: flag.optional(), json: z.unknown().optional(),
};
export const textMatcher = closed(textMatcherKeys).refine(holdsOneOf(textMatcherKeys), { error: oneOf(textMatcherKeys) });

const DURATION_KEYS = { below: duration.optional(), above: duration.optional() };
export const durationMatcher = closed(DURATION_KEYS).refine(holdsOneOf(DURATION_KEYS), { error: oneOf(DURATION_KEYS) });
