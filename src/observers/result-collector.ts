import path from 'node:path';
import { messageOf, Observer, type EventOf } from '../events';
import { JUNIT_FILE, junitText, SUMMARY_FILE, summaryText, writeAtomically, type RunState } from '../results';
import type { Log } from './log/log';

interface ResultFiles {
  /** Whether `junit.xml` is written, too. */
  readonly junit?: boolean;
  readonly log?: Log;
}

/** Writes `junit.xml` and then `run.json` when the experiment has finished and everybody has heard of it. */
export class ResultCollector extends Observer {
  constructor(private readonly dir: string, private readonly state: () => RunState, private readonly files: ResultFiles = {}) {
    super();
  }

  /** To be called last: observers may still fail after the end, and the summary says so. Never rejects, but resolves with what went wrong. */
  write(): Promise<readonly Error[]> {
    return writeResults(this.dir, this.state(), this.files.junit);
  }

  override interests(): readonly string[] {
    return ['experiment.finished'];
  }

  override onExperimentFinished(event: EventOf<'experiment.finished'>): void {
    const { junit = true, log } = this.files;
    log?.tell('storage', 'debug', event, () => `${junit ? `${JUNIT_FILE} and ` : ''}${SUMMARY_FILE} go into ${this.dir}`);
  }
}

/** Writes a run's `junit.xml` and, last, its `run.json`; one that cannot be written does not stop the other. */
export async function writeResults(dir: string, state: RunState, junit = true): Promise<readonly Error[]> {
  const errors: Error[] = [];
  const files = [...(junit ? [[JUNIT_FILE, junitText(state)] as const] : []), [SUMMARY_FILE, summaryText(state)] as const];
  for (const [name, text] of files) {
    try {
      await writeAtomically(path.join(dir, name), text);
    } catch (error) {
      errors.push(new Error(`${name} cannot be written: ${messageOf(error)}`, { cause: error }));
    }
  }
  return errors;
}
