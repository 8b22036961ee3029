import { durationText, type RunState } from '../../results';
import type { Round, RoundsEnd } from '../../runs';

const times = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** As in `round 12 of 50, 44 passed so far`. */
export const roundText = ({ number, most, passed }: Round): string =>
  `round ${number}${most === undefined ? '' : ` of ${most}`}${passed === 0 ? '' : `, ${passed} passed so far`}`;

/** The one line that a round leaves that passed. */
export const passedRoundLine = ({ number }: Round, { name, counts, duration_ms: ms = 0 }: RunState): string =>
  `round ${number} passed: ${times(counts.passed, 'test case')} of ${name} in ${durationText(ms)}`;

/** What came of all rounds. */
export function roundsLine({ verdict, number, elapsedMs, passed, passedDirs }: RoundsEnd): string {
  const time = durationText(elapsedMs);
  const before = `${times(passed, 'test case')} had passed`;
  switch (verdict) {
    case 'passed':
      return `No failure in ${times(number, 'round')}, ${time}: ${times(passed, 'test case')} passed.`;
    case 'failed':
      return `Failed in round ${number} after ${time}; ${before}.${passedDirs.length === 0 ? '' : ` The round before passed: ${passedDirs.join(', ')}`}`;
    case 'stopped':
      return `Stopped in round ${number} after ${time}, no failure so far; ${before}.`;
    case 'nothing':
      return 'Nothing was repeated: every test case was skipped, nothing can fail.';
    default:
      return verdict satisfies never;
  }
}
