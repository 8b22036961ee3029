import { OUTCOMES, type Outcome } from '../../events';
import { durationText, type RunState } from '../../results';
import { spansText, type Span } from '../text/spans';
import { outcomeStyle, type Colors } from './style';

/** The last lines of a run: what came of it, and where everything lies. */
export function summaryLines(state: RunState, dir: string, colors: Colors): readonly string[] {
  const outcome = state.outcome ?? 'interrupted';
  const style = outcomeStyle(outcome, colors);
  const counted = OUTCOMES.filter((name) => state.counts[name] > 0);
  const counts: readonly Span[] = counted.flatMap((name: Outcome, index) => [
    ...(index === 0 ? [] : [{ text: ', ' }]),
    { text: `${state.counts[name]} ${name}`, style: outcomeStyle(name, colors) },
  ]);
  return [
    ...state.errors.map(({ message }) => colors.red(`The run itself: ${message}`)),
    spansText([
      { text: outcome, style: (text) => colors.bold(style(text)) }, { text: ': ' },
      ...(counts.length === 0 ? [{ text: 'nothing finished' }] : counts),
      ...(state.counts.flaky > 0 ? [{ text: ` (${state.counts.flaky} flaky)`, style: colors.yellow }] : []),
      { text: ` of ${state.counts.total} in ${durationText(state.duration_ms ?? 0)}` },
    ]),
    `Run folder: ${dir}`,
  ];
}
