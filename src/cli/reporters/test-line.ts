import { durationText, type TestState } from '../../results';
import { fit } from '../text/display-width';
import { printable } from '../text/printable';
import type { Span } from '../text/spans';
import { OUTCOME_SIGN, outcomeStyle, type Colors } from './style';

const REASON_COLUMNS = 200;

/** The one line that a finished test case leaves. */
export function testLine(test: TestState, label: string, colors: Colors): readonly Span[] {
  const outcome = test.outcome ?? 'interrupted';
  const style = outcomeStyle(outcome, colors);
  const why = test.reason ?? (outcome === 'passed' ? undefined : test.failures[0]?.message);
  return [
    { text: `${OUTCOME_SIGN[outcome]} ${outcome.padEnd(9)} `, style },
    { text: label },
    ...(test.attempt > 1 ? [{ text: test.flaky === true ? `  flaky, attempt ${test.attempt}` : `  attempt ${test.attempt}`, style: colors.yellow }] : []),
    { text: `  ${durationText(test.duration_ms ?? 0)}${test.keptFrom === undefined ? '' : '  kept'}`, style: colors.dim },
    ...(why === undefined ? [] : [{ text: `  ${fit(printable(why.trim().split('\n', 1)[0] ?? ''), REASON_COLUMNS)}`, style: colors.dim }]),
  ];
}
