import { OUTCOMES } from '../../events';
import type { DirectRule } from '../rule';
import type { JournalFacts } from './journal-facts';

export const RUN_RULES: readonly DirectRule<JournalFacts>[] = [
  {
    id: 'R09', area: 'order', says: 'experiment.configured opens the journal and comes once',
    *check(facts) {
      const [first] = facts.events;
      if (first !== undefined && first.type !== 'experiment.configured') yield { message: `the first event is ${first.type}`, seq: first.seq };
      for (const { seq } of facts.of('experiment.configured').slice(1)) yield { message: 'it comes again', seq };
    },
  },
  {
    id: 'R10', area: 'order', says: 'experiment.started comes once, before anything that happens to a test case',
    *check(facts) {
      const [started, ...again] = facts.of('experiment.started');
      for (const { seq } of again) yield { message: 'it comes again', seq };
      const early = facts.built.find(({ test, seq }) => test !== undefined && (started === undefined || seq < started.seq));
      if (early !== undefined) yield { message: `${early.type} comes before it`, seq: early.seq, ...(early.test === undefined ? {} : { test: early.test }) };
      if (started === undefined && facts.ended) yield { message: 'it never comes' };
    },
  },
  {
    id: 'R11', area: 'announced means told', says: 'planned test cases have ids and folders of their own, the folders inside the run\'s',
    *check({ planned }) {
      const ids = new Set<string>();
      const dirs = new Set<string>();
      for (const { id, dir } of planned) {
        if (ids.has(id)) yield { message: 'two have this id', test: id };
        if (dirs.has(dir.toLowerCase())) yield { message: `another has the folder ${dir}`, test: id };
        if (!isInside(dir)) yield { message: `its folder ${dir} is not inside the run's`, test: id };
        ids.add(id);
        dirs.add(dir.toLowerCase());
      }
    },
  },
  {
    id: 'R12', area: 'announced means told', says: 'a run that has ended says experiment.finished, once',
    *check(facts) {
      const [finished, ...again] = facts.of('experiment.finished');
      if (finished === undefined && facts.ended) yield { message: 'it never comes' };
      for (const { seq } of again) yield { message: 'it comes again', seq };
    },
  },
  {
    id: 'R13', area: 'order', says: 'after experiment.finished only observer.* comes',
    *check({ events }) {
      const end = events.findIndex(({ type }) => type === 'experiment.finished');
      if (end < 0) return;
      for (const { type, seq } of events.slice(end + 1)) {
        if (!type.startsWith('observer.') && type !== 'experiment.finished') yield { message: `${type} comes after the end`, seq };
      }
    },
  },
  {
    id: 'R14', area: 'order', says: 'experiment.killing follows experiment.cancelling, and each comes once at most',
    *check(facts) {
      const cancelling = facts.of('experiment.cancelling');
      const killing = facts.of('experiment.killing');
      for (const { seq, type } of [...cancelling.slice(1), ...killing.slice(1)]) yield { message: `${type} comes again`, seq };
      const [first] = killing;
      if (first !== undefined && !cancelling.some(({ seq }) => seq < first.seq)) yield { message: 'nothing was cancelled before', seq: first.seq };
    },
  },
  {
    id: 'R15', area: 'announced means told', says: 'experiment.finished counts exactly what test_case.finished told',
    *check(facts) {
      const ends = facts.of('test_case.finished');
      for (const { counts, seq } of facts.of('experiment.finished').slice(0, 1)) {
        if (counts.total !== facts.planned.length) yield { message: `expected a total of ${facts.planned.length}, found ${counts.total}`, seq };
        for (const outcome of OUTCOMES) {
          const told = ends.filter((end) => end.outcome === outcome).length;
          if (counts[outcome] !== told) yield { message: `expected ${told} ${outcome}, found ${counts[outcome]}`, seq };
        }
      }
    },
  },
  {
    id: 'R16', area: 'envelope', says: 'success is true exactly where the outcome is passed',
    *check(facts) {
      for (const { success, outcome, seq, type } of [...facts.of('test_case.finished'), ...facts.of('experiment.finished')]) {
        if (success !== (outcome === 'passed')) yield { message: `${type}: success is ${success} and the outcome ${outcome}`, seq };
      }
    },
  },
  {
    id: 'R17', area: 'announced means told', says: 'a run passes only when each of its test cases passed or was skipped',
    *check(facts) {
      for (const { outcome, seq } of facts.of('experiment.finished')) {
        const worse = facts.of('test_case.finished').find((end) => end.outcome !== 'passed' && end.outcome !== 'skipped');
        if (outcome === 'passed' && worse !== undefined) yield { message: `it passed, but ${worse.test ?? ''} ended in ${worse.outcome}`, seq };
      }
    },
  },
  {
    id: 'R18', area: 'announced means told', says: 'a run that ends in error says why: an experiment.error, or a test case that ended so',
    *check(facts) {
      const why = facts.of('experiment.error').length > 0 || facts.of('test_case.finished').some(({ outcome }) => outcome === 'error');
      for (const { outcome, seq } of facts.of('experiment.finished')) if (outcome === 'error' && !why) yield { message: 'nothing says why', seq };
    },
  },
  {
    id: 'R19', area: 'order', says: 'a plug-in is discovered, then loaded, then initialized',
    *check(facts) {
      const reached = new Map<string, number>();
      const stages = ['plugin.discovered', 'plugin.loaded', 'plugin.initialized'] as const;
      for (const event of facts.built) {
        if (event.type !== 'plugin.discovered' && event.type !== 'plugin.loaded' && event.type !== 'plugin.initialized') continue;
        const key = `${event.name} ${event.file}`;
        const stage = stages.indexOf(event.type);
        // Loaded anew it begins again.
        if (stage > 0 && reached.get(key) !== stage - 1) yield { message: `${event.name}: ${event.type} does not follow ${stages[stage - 1] ?? ''}`, seq: event.seq };
        reached.set(key, stage);
      }
    },
  },
  {
    id: 'R20', area: 'order', says: 'observer.error names an event that came before it',
    *check(facts) {
      for (const { event_seq, seq } of facts.of('observer.error')) if (event_seq >= seq) yield { message: `it names seq ${event_seq}`, seq };
    },
  },
];

export const isInside = (path: string): boolean =>
  path !== '' && !path.startsWith('/') && !path.startsWith('\\') && !/^[A-Za-z]:/.test(path) && !path.split(/[\\/]/).includes('..');
