import path from 'node:path';
import { isEventOf } from '../../src/events';
import { readJournal, type RunSummary } from '../../src/results';

/** How many events a journal's text holds; how often a service's output is told is a matter of time, and does not count. */
export const eventsIn = (journal: string): number => journal.split('\n').filter((line) => line !== '' && !line.includes('"type":"service.output"')).length;

/** The outcome in the journal of a run whose owner was killed: its own where it had ended by then, else `interrupted`. */
export async function outcomeTold(dir: string): Promise<RunSummary['outcome']> {
  const { events } = await readJournal(path.join(dir, 'events.jsonl'));
  for (const event of events) if (isEventOf(event, 'experiment.finished')) return event.outcome;
  return 'interrupted';
}
