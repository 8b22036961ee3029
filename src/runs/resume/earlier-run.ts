import { hostname } from 'node:os';
import path from 'node:path';
import { hasCode, isEventOf, MASK, messageOf, type EventOf } from '../../events';
import type { LoadOptions } from '../../config';
import { journalEvents, RunModel, type RunState, type StoredRun } from '../../results';
import { ownerIsGone, runOwner } from '../owner';
import { ResumeRefused } from './resume-refused';

/** A run that has not finished all it had planned, as its journal tells it. */
export interface EarlierRun {
  readonly stored: StoredRun;
  readonly state: RunState;
  /** Absent when it died before its first event. */
  readonly configured?: EventOf<'experiment.configured'>;
  /** It came so far as to tell all that it kept of the run before it. */
  readonly begun: boolean;
}

/** @throws ResumeRefused when its journal cannot be read. */
export async function readEarlierRun(stored: StoredRun): Promise<EarlierRun> {
  const model = new RunModel();
  let configured: EventOf<'experiment.configured'> | undefined;
  let begun = false;
  try {
    for await (const events of journalEvents(stored.journal, () => undefined)) {
      for (const event of events) {
        model.apply(event);
        if (isEventOf(event, 'experiment.configured')) configured = event;
        if (event.type === 'test_case.queued') begun = true;
      }
    }
  } catch (error) {
    // Its folder is made before its journal.
    if (!hasCode(error, 'ENOENT')) throw new ResumeRefused(`${stored.journal} cannot be read: ${messageOf(error)}`);
  }
  return { stored, state: model.state(), begun, ...(configured === undefined ? {} : { configured }) };
}

/** What the run's file was read with, for a run that goes on with it. @throws ResumeRefused for a value that the journal does not hold. */
export function readWith({ stored, configured }: EarlierRun, given: LoadOptions = {}): Pick<LoadOptions, 'iterations' | 'variables'> {
  const { iterations = given.iterations, variables = {} } = configured?.settings ?? {};
  const all = { ...variables, ...given.variables };
  const masked = Object.keys(all).find((name) => all[name]?.includes(MASK));
  if (masked !== undefined) throw new ResumeRefused(`run ${stored.id} was given a secret as the variable ${masked}, which its journal does not hold: give it again`);
  return { ...(given.iterations ?? iterations) === undefined ? {} : { iterations: given.iterations ?? iterations }, variables: all };
}

/** @throws ResumeRefused when the run is of another file, still goes on, or has nothing left to do. */
export async function refuseUnresumable({ stored, state, configured }: EarlierRun, file: string): Promise<void> {
  const { id, dir } = stored;
  if (configured !== undefined && path.resolve(configured.file) !== file) throw new ResumeRefused(`run ${id} is of ${configured.file}, not of ${file}`);
  if (state.status !== 'ended') {
    const owner = await runOwner(dir);
    // Another host cannot be asked: whoever resumes says that it died there.
    if (owner?.host === hostname() && !(await ownerIsGone(dir))) throw new ResumeRefused(`run ${id} still goes on, driven by process ${owner.pid}: only what was interrupted or cancelled can be resumed`);
    return;
  }
  const { outcome, order, tests, counts } = state;
  if (outcome === 'interrupted' || outcome === 'cancelled' || order.some((test) => !isFinished(tests[test]?.outcome))) return;
  throw new ResumeRefused(`run ${id} came to its end (${outcome ?? 'no outcome'}): ${counts.total === 1 ? 'its test case has' : `all its ${counts.total} test cases have`} finished, there is nothing to resume`);
}

/** It came to its own end. */
export const isFinished = (outcome: string | undefined): boolean => outcome === 'passed' || outcome === 'failed' || outcome === 'error' || outcome === 'skipped';
