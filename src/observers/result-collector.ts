import path from 'node:path';
import { Observer } from '../events';
import { JUNIT_FILE, junitText, SUMMARY_FILE, summaryText, writeAtomically, type RunState } from '../results';

/** Writes `junit.xml` and then `run.json` when the experiment has finished; register it after the run's model. */
export class ResultCollector extends Observer {
  /** Resolves (never rejects) when both files are there, with what went wrong. */
  readonly written: Promise<readonly Error[]>;
  #resolve: (errors: readonly Error[] | Promise<readonly Error[]>) => void = () => undefined;
  readonly #dir: string;
  readonly #state: () => RunState;

  constructor(dir: string, state: () => RunState) {
    super();
    this.#dir = dir;
    this.#state = state;
    this.written = new Promise((resolve) => (this.#resolve = resolve));
  }

  override onExperimentFinished(): void {
    this.#resolve(writeResults(this.#dir, this.#state()));
  }
}

/** Writes a run's `junit.xml` and, last, its `run.json`; one that cannot be written does not stop the other. */
export async function writeResults(dir: string, state: RunState): Promise<readonly Error[]> {
  const errors: Error[] = [];
  for (const [name, text] of [[JUNIT_FILE, junitText(state)], [SUMMARY_FILE, summaryText(state)]] as const) {
    try {
      await writeAtomically(path.join(dir, name), text);
    } catch (error) {
      errors.push(error instanceof Error ? error : new Error(String(error)));
    }
  }
  return errors;
}
