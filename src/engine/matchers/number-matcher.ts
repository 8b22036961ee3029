import type { NumberMatcher } from '../../config';
import type { Mismatch } from './mismatch';

/** What the matcher asks for, as in `0`, `52 or 55`, `above 2 and below 5`; `shown` says how a number is written. */
export function describeNumber(matcher: NumberMatcher, shown: (value: number) => string = String): string {
  if (typeof matcher === 'number') return shown(matcher);
  if (isList(matcher)) return matcher.map(shown).join(' or ');
  const parts = [
    ...(matcher.equals === undefined ? [] : [shown(matcher.equals)]),
    ...(matcher.not === undefined ? [] : [`not ${shown(matcher.not)}`]),
    ...(matcher.above === undefined ? [] : [`above ${shown(matcher.above)}`]),
    ...(matcher.below === undefined ? [] : [`below ${shown(matcher.below)}`]),
    ...(matcher.atLeast === undefined ? [] : [`at least ${shown(matcher.atLeast)}`]),
    ...(matcher.atMost === undefined ? [] : [`at most ${shown(matcher.atMost)}`]),
    ...(matcher.within === undefined ? [] : [`from ${shown(matcher.within[0])} to ${shown(matcher.within[1])}`]),
  ];
  return parts.length === 0 ? 'a number' : parts.join(' and ');
}

/** Undefined when the matcher holds; NaN never does. */
export function matchNumber(matcher: NumberMatcher, value: number, shown: (value: number) => string = String): Mismatch | undefined {
  if (holds(matcher, value)) return undefined;
  const expected = describeNumber(matcher, shown);
  return { message: `is ${shown(value)}, expected ${expected}`, expected, found: shown(value) };
}

function holds(matcher: NumberMatcher, value: number): boolean {
  if (Number.isNaN(value)) return false;
  if (typeof matcher === 'number') return value === matcher;
  if (isList(matcher)) return matcher.includes(value);
  const { equals, not, below, above, within, atLeast, atMost } = matcher;
  return (equals === undefined || value === equals)
    && (not === undefined || value !== not)
    && (below === undefined || value < below)
    && (above === undefined || value > above)
    && (atLeast === undefined || value >= atLeast)
    && (atMost === undefined || value <= atMost)
    && (within === undefined || (value >= within[0] && value <= within[1]));
}

const isList = (matcher: NumberMatcher): matcher is readonly number[] => Array.isArray(matcher);
