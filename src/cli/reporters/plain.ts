import { isBuiltInEvent, type ExperimentEvent } from '../../events';
import type { RunState } from '../../results';
import { hasPassed, type Round, type Run } from '../../runs';
import type { Output } from '../output';
import { spansText } from '../text/spans';
import { failureReport } from './failure-report';
import { headerLine } from './header-line';
import type { Reporter } from './reporter';
import { RoundLines } from './round-lines';
import { passedRoundLine } from './round-text';
import type { Colors } from './style';
import { summaryLines } from './summary-lines';
import { TestLabels } from './test-labels';
import { testLine } from './test-line';
import { warningReport } from './warning-report';

/** Lines that only ever grow: for files, pipes and CI. */
export class PlainReporter implements Reporter {
  readonly #labels = new TestLabels();
  readonly #lines: RoundLines;

  constructor(private readonly out: Output, private readonly colors: Colors, private readonly showPath: (file: string) => string) {
    this.#lines = new RoundLines(out);
  }

  onRoundStarting(round: Round): void {
    this.#lines.begin(round);
  }

  onRoundsEnded(line: string): void {
    this.out.line(line);
  }

  onRunStarting(file: string, experiment: string, testCases: number): void {
    if ((this.#lines.round?.number ?? 1) === 1) this.out.line(headerLine(this.showPath(file), experiment, testCases, this.colors));
  }

  onEvent(event: ExperimentEvent, model: Run['model']): void {
    if (!isBuiltInEvent(event)) return;
    this.#labels.onEvent(event);
    if (event.type !== 'test_case.finished' || event.test === undefined) return;
    const test = model.test(event.test);
    if (test !== undefined) this.#lines.line(spansText(testLine(test, this.#labels.of(test.id), this.colors)));
  }

  async onRunEnded(state: RunState): Promise<void> {
    const { colors, showPath } = this;
    const { round } = this.#lines;
    const worth = round === undefined || !hasPassed(state);
    this.#lines.end(worth);
    if (!worth) return this.out.line(passedRoundLine(round, state));
    const options = { labels: this.#labels, colors, showPath };
    for (const line of [...warningReport(state, options), ...(await failureReport(state, options))]) this.out.line(line);
    for (const line of summaryLines(state, state.dir, colors)) this.out.line(line);
  }
}
