import type { TestState } from '../../results';
import { durationText } from '../text/duration';
import { printable } from '../text/printable';
import type { Span } from '../text/spans';
import { OUTCOME_SIGN, outcomeStyle, type Colors } from './style';

/** The one line that a finished test case leaves. */
export function testLine(test: TestState, label: string, colors: Colors): readonly Span[] {
  const outcome = test.outcome ?? 'interrupted';
  const style = outcomeStyle(outcome, colors);
  const why = outcome === 'passed' ? undefined : (test.reason ?? test.failures[0]?.message);
  return [
    { text: `${OUTCOME_SIGN[outcome]} ${outcome.padEnd(9)} `, style },
    { text: label },
    { text: `  ${durationText(test.duration_ms ?? 0)}`, style: colors.dim },
    ...(why === undefined ? [] : [{ text: `  ${printable(why)}`, style: colors.dim }]),
  ];
}
