import { BUILT_IN_TYPES } from './catalogue';
import { closest } from './closest';
import { compilePattern } from './pattern';

/** Something about a registration that is probably a mistake. `message` is made for reading. */
export type RegistrationWarning =
  | { readonly kind: 'matches_nothing'; readonly observer: string; readonly pattern: string; readonly didYouMean?: string; readonly message: string }
  | { readonly kind: 'too_late'; readonly observer: string; readonly missed: number; readonly message: string };

/** A pattern that matches no built-in type and no custom one that is defined or has been published. */
export function warnOfNoMatch(observer: string, patterns: readonly string[], custom: readonly string[]): readonly RegistrationWarning[] {
  const types = [...BUILT_IN_TYPES, ...custom];
  return patterns.filter((pattern) => !types.some(compilePattern(pattern))).map((pattern) => {
    const meant = nearestPattern(pattern, types);
    return {
      kind: 'matches_nothing', observer, pattern, ...(meant === undefined ? {} : { didYouMean: meant }),
      message: `Observer '${observer}': no known event matches '${pattern}'.${meant === undefined ? ' A custom event is known once it is defined or published.' : ` Did you mean '${meant}'?`}`,
    };
  });
}

export function warnOfLateness(observer: string, patterns: readonly string[], passed: ReadonlyMap<string, number>): readonly RegistrationWarning[] {
  const matchers = patterns.map(compilePattern);
  let missed = 0;
  for (const [type, count] of passed) if (matchers.some((matches) => matches(type))) missed += count;
  if (missed === 0) return [];
  return [{
    kind: 'too_late', observer, missed,
    message: `Observer '${observer}' was registered late: ${missed} ${missed === 1 ? 'event' : 'events'} of its kind had passed. Register it with { replay: true } to hear them.`,
  }];
}

/** The type, or the pattern over one group or one last word, that was probably meant. */
export function nearestPattern(pattern: string, types: readonly string[]): string | undefined {
  const candidates = new Set(types);
  for (const type of types) {
    const levels = type.split('.');
    if (pattern.endsWith('*')) candidates.add(`${levels.slice(0, -1).join('.')}.*`);
    if (pattern.startsWith('*')) candidates.add(`*.${levels.at(-1)}`);
  }
  return closest(pattern, [...candidates]);
}
