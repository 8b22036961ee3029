import { junitText, type RunState } from '../../results';
import type { Output } from '../output';
import { writeReport } from '../report-file';
import type { Reporter } from './reporter';

/** All runs of the command as one JUnit document, to a file or to standard output. */
export class JunitReporter implements Reporter {
  readonly #states: RunState[] = [];

  /** @param target absolute path of the file, or the output. */
  constructor(private readonly target: string | Output, private readonly cwd: string) {}

  /** Of rounds the last one counts. */
  onRoundStarting(): void {
    this.#states.length = 0;
  }

  onRunEnded(state: RunState): void {
    this.#states.push(state);
  }

  onRunLeft(state: RunState): void {
    this.onRunEnded(state);
  }

  async close(): Promise<void> {
    const [first, ...more] = this.#states;
    if (first === undefined) return;
    const text = junitText(first, ...more);
    if (typeof this.target === 'string') await writeReport(this.target, text, this.cwd);
    else for (const part of text) this.target.write(part);
  }
}
