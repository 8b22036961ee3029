import { runSummary, summaryText, type RunState } from '../../results';
import type { Round } from '../../runs';
import type { Output } from '../output';
import type { Reporter } from './reporter';

/** The run's summary, as in its `run.json`; of several runs one object a line, of rounds with the number of its round. */
export class JsonReporter implements Reporter {
  #round: Round | undefined;

  constructor(private readonly out: Output, private readonly several: boolean) {}

  onRoundStarting(round: Round): void {
    this.#round = round;
  }

  onRunEnded(state: RunState): void {
    if (this.#round !== undefined) this.out.line(JSON.stringify({ ...runSummary(state), round: this.#round.number }));
    else if (this.several) this.out.line(JSON.stringify(runSummary(state)));
    else for (const part of summaryText(state)) this.out.write(part);
  }

  onRunLeft(state: RunState): void {
    this.onRunEnded(state);
  }
}
