import type { ExperimentEvent } from '../../events';
import { JournalParser, reduceEvents } from '../../results';
import type { DirectRule } from '../rule';
import type { JournalFacts } from './journal-facts';

export const REDUCER_RULES: readonly DirectRule<JournalFacts>[] = [
  {
    id: 'R43', area: 'reducer', says: 'the state that the journal leads to shows every end as it was told',
    *check(facts) {
      const { status, outcome, tests } = reduceEvents(facts.events);
      const [end] = facts.of('experiment.finished');
      if (end !== undefined && (status !== 'ended' || outcome !== end.outcome)) yield { message: `the run is shown as ${status} (${outcome ?? 'no outcome'})`, seq: end.seq };
      for (const { test = '', outcome: told, seq } of facts.of('test_case.finished')) {
        const shown = Object.hasOwn(tests, test) ? tests[test] : undefined;
        if (shown?.status !== 'finished' || shown.outcome !== told) yield { message: `it ended in ${told} and is shown as ${shown?.outcome ?? shown?.status ?? 'nothing'}`, seq, test };
      }
    },
  },
  {
    id: 'R44', area: 'reducer', says: 'written as lines and read back the journal is the same, without a note',
    *check({ events }) {
      const read: ExperimentEvent[] = [];
      const notes: string[] = [];
      const parser = new JournalParser({ onEvent: (event) => { read.push(event); }, onNote: ({ line, message }) => { notes.push(`line ${line}: ${message}`); } });
      parser.push(Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`).join('')));
      parser.end();
      for (const message of notes) yield { message };
      if (notes.length === 0 && read.length !== events.length) yield { message: `${events.length} events were written, ${read.length} read` };
    },
  },
];
