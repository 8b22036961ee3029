import type { NumberMatcher } from '../../config';
import type { Mismatch } from './mismatch';

/** What the matcher asks for, as in `0`, `52 or 55`, `above 2 and below 5`. */
export function describeNumber(matcher: NumberMatcher): string {
  if (typeof matcher === 'number') return String(matcher);
  if (isList(matcher)) return matcher.join(' or ');
  const parts = [
    ...(matcher.equals === undefined ? [] : [String(matcher.equals)]),
    ...(matcher.not === undefined ? [] : [`not ${matcher.not}`]),
    ...(matcher.above === undefined ? [] : [`above ${matcher.above}`]),
    ...(matcher.below === undefined ? [] : [`below ${matcher.below}`]),
    ...(matcher.atLeast === undefined ? [] : [`at least ${matcher.atLeast}`]),
    ...(matcher.atMost === undefined ? [] : [`at most ${matcher.atMost}`]),
    ...(matcher.within === undefined ? [] : [`from ${matcher.within[0]} to ${matcher.within[1]}`]),
  ];
  return parts.length === 0 ? 'a number' : parts.join(' and ');
}

/** Undefined when the matcher holds; NaN never does. */
export function matchNumber(matcher: NumberMatcher, value: number): Mismatch | undefined {
  if (holds(matcher, value)) return undefined;
  const expected = describeNumber(matcher);
  return { message: `is ${value}, expected ${expected}`, expected, found: String(value) };
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
