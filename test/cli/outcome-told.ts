import path from 'node:path';
import { isEventOf } from '../../src/events';
import { readJournal, type RunSummary } from '../../src/results';

/** The outcome in the journal of a run whose owner was killed: its own where it had ended by then, else `interrupted`. */
export async function outcomeTold(dir: string): Promise<RunSummary['outcome']> {
  const { events } = await readJournal(path.join(dir, 'events.jsonl'));
  for (const event of events) if (isEventOf(event, 'experiment.finished')) return event.outcome;
  return 'interrupted';
}
