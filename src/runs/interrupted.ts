import path from 'node:path';
import { EventManager } from '../events';
import { writeResults } from '../observers';
import { Journal, listRuns, readJournal, rememberedOutputDirs, RunModel, type RunState, type StoredRun } from '../results';
import { readRecord, reapLeftovers, type Leftover } from '../supervisor';
import { endEarly } from './end-early';
import { withLock } from './lock';
import { OpenThings } from './open-things';
import { isProvablyDead, OWNER_FILE, readOwner } from './owner';
import { PROCESSES_FILE } from './processes-file';

export interface ClosedRun {
  readonly id: string;
  readonly dir: string;
  readonly state: RunState;
  readonly leftovers: readonly Leftover[];
}

/**
 * Closes the runs whose owner died before they ended: ends what they left alive, tells every missing end in their
 * journal, writes their results. Runs of living owners and of other hosts are left alone.
 * @param outputDirs default: all remembered ones.
 * @param onError told of a run that could not be closed; the others are.
 */
export async function closeInterruptedRuns(
  outputDirs?: readonly string[], onError: (run: StoredRun, error: Error) => void = () => undefined,
): Promise<readonly ClosedRun[]> {
  const closed: ClosedRun[] = [];
  for (const outputDir of new Set(outputDirs ?? await rememberedOutputDirs())) {
    for (const run of await listRuns(outputDir)) {
      if (run.ended || !(await isProvablyDead(await readOwner(path.join(run.dir, OWNER_FILE))))) continue;
      try {
        const result = await withLock(path.join(run.dir, 'close.lock'), () => closeRun(run));
        if (result !== undefined) closed.push(result);
      } catch (error) {
        onError(run, error instanceof Error ? error : new Error(String(error)));
      }
    }
  }
  return closed;
}

const whyItDied = (silentMs: number | undefined): string => (silentMs === undefined ? 'the process that drove the run died'
  : `the process that drove the run did nothing for ${silentMs / 1000} s and was ended: an observer that never returns?`);

async function closeRun(run: StoredRun): Promise<ClosedRun | undefined> {
  const recordFile = path.join(run.dir, PROCESSES_FILE);
  const leftovers = await reapLeftovers({ runId: run.id, recordFile });
  const { hostSilentMs } = await readRecord(recordFile);
  const { events: past, torn } = await readJournal(run.journal);
  const last = past.at(-1);
  // Its owner died before it announced anything: there is nothing to tell the end of.
  if (last === undefined) return undefined;
  const model = new RunModel();
  const open = new OpenThings();
  for (const event of past) {
    model.apply(event);
    open.apply(event);
  }
  if (model.head().status !== 'ended') {
    const events = new EventManager({ run: run.id });
    events.deliverEvent(last);
    const journal = new Journal(run.journal, undefined, { torn });
    events.registerObserver('**', journal, { priority: Infinity });
    events.registerObserver('**', (event) => model.apply(event), { name: 'run model', priority: Number.MAX_VALUE });
    for (const { pid, command, found_by, ended } of leftovers) events.publishEvent({ type: 'leftover.found', pid, command, found_by, ended });
    endEarly(events, model, open, { outcome: 'interrupted', reason: whyItDied(hostSilentMs), at: new Date(last.time) });
    journal.close();
    if (journal.writeErrors > 0) throw new Error(`${run.journal} cannot be written`);
  }
  const [error] = await writeResults(run.dir, model.state());
  if (error !== undefined) throw error;
  return { id: run.id, dir: run.dir, state: model.state(), leftovers };
}
