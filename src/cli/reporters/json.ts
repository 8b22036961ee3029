import { runSummary, summaryText, type RunState } from '../../results';
import type { Output } from '../output';
import type { Reporter } from './reporter';

/** The run's summary, as in its `run.json`; of several runs one object a line. */
export class JsonReporter implements Reporter {
  constructor(private readonly out: Output, private readonly several: boolean) {}

  onRunEnded(state: RunState): void {
    if (this.several) this.out.line(JSON.stringify(runSummary(state)));
    else for (const part of summaryText(state)) this.out.write(part);
  }

  onRunLeft(state: RunState): void {
    this.onRunEnded(state);
  }
}
