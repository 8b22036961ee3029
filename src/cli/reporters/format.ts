import { messageOf } from '../../events';
import type { OwnedReportFormat } from '../../plugins';
import { runSummary, type RunState, type RunSummary } from '../../results';
import type { Output } from '../output';
import { writeReport } from '../report-file';
import type { Reporter } from './reporter';

/** The report formats of the plug-ins that are loaded, by name. */
export type ReportFormats = Map<string, OwnedReportFormat>;

/** All runs of the command in a plug-in's format, to a file or to standard output. */
export class FormatReporter implements Reporter {
  readonly #runs: RunSummary[] = [];

  /** @param target absolute path of the file, or the output. */
  constructor(private readonly name: string, private readonly formats: ReportFormats, private readonly target: string | Output, private readonly err: Output, private readonly cwd: string) {}

  /** Of rounds the last one counts. */
  onRoundStarting(): void {
    this.#runs.length = 0;
  }

  onRunEnded(state: RunState): void {
    this.#runs.push(runSummary(state));
  }

  onRunLeft(state: RunState): void {
    this.onRunEnded(state);
  }

  async close(): Promise<void> {
    const owned = this.formats.get(this.name);
    if (owned === undefined || this.#runs.length === 0) return;
    let text: unknown;
    try {
      text = await owned.format.render(this.#runs);
      if (typeof text !== 'string') throw new TypeError('expected a text from render()');
    } catch (error) {
      this.err.line(`The report ${this.name} of plug-in ${owned.plugin} cannot be made: ${messageOf(error)}`);
      return;
    }
    if (typeof this.target === 'string') await writeReport(this.target, [text], this.cwd);
    else this.target.write(text);
  }
}
