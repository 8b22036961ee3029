import type { Progress } from '../../observers';
import type { RunState } from '../../results';
import type { Round, RoundsEnd } from '../../runs';
import { l10n } from '../l10n';
import { countsText, doneCount, failedCount } from '../model/counts-text';
import { clockTime } from '../model/durations';

export interface StatusText {
  readonly text: string;
  /** What a screen reader says. */
  readonly spoken: string;
}

type Head = Pick<RunState, 'counts' | 'status' | 'outcome' | 'errors'>;
const sum = (runs: readonly Head[], count: (counts: RunState['counts']) => number): number => runs.reduce((total, run) => total + count(run.counts), 0);

/** While runs are under way: `$(sync~spin) 3/12, 1 failed, 0:42`; repeated ones: `$(sync~spin) round 7, 3/12, 0:42`. */
export function runningText(runs: readonly Head[], elapsedMs: number, round?: Round): StatusText {
  const done = sum(runs, doneCount);
  const total = sum(runs, (counts) => counts.total);
  const failed = sum(runs, failedCount);
  const stopping = runs.some((run) => run.status === 'stopping' || run.status === 'killing');
  const parts = [
    ...(stopping ? [l10n.t('stopping')] : []), ...(round === undefined ? [] : [l10n.t('round {0}', round.number)]), ...(round !== undefined && total === 0 ? [] : [`${done}/${total}`]), ...(failed > 0 ? [l10n.t('{0} failed', failed)] : []), clockTime(elapsedMs),
  ];
  const counted = l10n.t('Experiments: {0} of {1} test cases done, {2} failed', done, total, failed);
  const spoken = round === undefined ? counted : `${counted}, ${roundText(round)}`;
  return { text: `$(sync~spin) ${parts.join(', ')}`, spoken: stopping ? `${spoken}, ${l10n.t('stopping')}` : spoken };
}

/** While an earlier run happens again: `$(history) replay ×10: 3/12, 1 failed`. */
export function replayText({ counts }: Head, label: string): StatusText {
  const [done, failed] = [doneCount(counts), failedCount(counts)];
  return {
    text: `$(history) ${label}: ${[`${done}/${counts.total}`, ...(failed > 0 ? [l10n.t('{0} failed', failed)] : [])].join(', ')}`,
    spoken: l10n.t('Experiments, {0}: {1} of {2} test cases done, {3} failed', label, done, counts.total, failed),
  };
}

/** How far the rounds are: `round 7 of 100, 72 test cases passed so far`. */
export function roundText({ number, most, passed }: Round): string {
  const round = most === undefined ? l10n.t('round {0}', number) : l10n.t('round {0} of {1}', number, most);
  return `${round}, ${passed === 1 ? l10n.t('1 test case passed so far') : l10n.t('{0} test cases passed so far', passed)}`;
}

/** After rounds: `$(error) failed in round 7`. */
export function roundsEndedText({ verdict, number }: Pick<RoundsEnd, 'verdict' | 'number'>): StatusText {
  switch (verdict) {
    case 'passed':
      return named('pass', number === 1 ? l10n.t('1 round passed') : l10n.t('{0} rounds passed', number));
    case 'failed':
      return named('error', l10n.t('failed in round {0}', number));
    case 'stopped':
      return named('circle-slash', l10n.t('stopped in round {0}', number));
    case 'nothing':
      return named('warning', l10n.t('nothing to repeat'));
    default:
      return verdict satisfies never;
  }
}

/** How far one run is: `25 %, 4.2 test cases a minute, about 0:42 left`. */
export function progressText({ percent, perMinute, remaining }: Pick<Progress, 'percent' | 'perMinute' | 'remaining'>): string {
  return [
    l10n.t('{0} %', percent), ...(perMinute === undefined ? [] : [l10n.t('{0} test cases a minute', rate(perMinute))]), ...(remaining === undefined ? [] : [remainingText(remaining)]),
  ].join(', ');
}

const rate = (perMinute: number): string => (perMinute < 10 ? perMinute.toFixed(1) : String(Math.round(perMinute)));

function remainingText(remaining: NonNullable<Progress['remaining']>): string {
  if ('ms' in remaining) return l10n.t('about {0} left, as they took before', clockTime(remaining.ms + 999));
  return remaining.unknown === 1 ? l10n.t('time left unknown: one test case has never run before') : l10n.t('time left unknown: {0} test cases have never run before', remaining.unknown);
}

/** After the last run has ended: `$(pass) 12 passed` or `$(error) 2 of 12 failed`. */
export function endedText(runs: readonly Head[]): StatusText {
  const total = sum(runs, (counts) => counts.total);
  const failed = sum(runs, failedCount);
  const passed = sum(runs, (counts) => counts.passed);
  if (failed > 0) return named('error', l10n.t('{0} of {1} failed', failed, total));
  if (runs.some((run) => run.outcome === 'cancelled')) return named('circle-slash', l10n.t('cancelled, {0} of {1} passed', passed, total));
  if (runs.some((run) => run.outcome !== 'passed')) return named('error', l10n.t('error, {0} of {1} passed', passed, total));
  if (runs.some((run) => run.errors.some(({ observer }) => observer !== undefined))) return named('warning', l10n.t('{0} passed, a required observer failed', passed));
  const [only] = runs;
  return named('pass', runs.length === 1 && only !== undefined ? countsText(only.counts) : l10n.t('{0} passed', passed));
}

const named = (icon: string, text: string): StatusText => ({ text: `$(${icon}) ${text}`, spoken: l10n.t('Experiments: {0}', text) });
