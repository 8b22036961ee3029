import { isDeepStrictEqual } from 'node:util';
import type { PluginSet } from '../../plugins';
import { checkRules } from '../check';
import type { FakePrograms } from '../fake-processes';
import { checkJournal } from '../journal/check-journal';
import { leftOpenBy } from '../open-resources';
import { runExperiment, type FinishedRun } from '../run-experiment';
import type { Finding, Rule, Violation } from '../rule';
import { entryOf, HeardRun, withPlugin, type CheckPluginOptions, type PluginSubject } from './trial';

const PROGRAMS: FakePrograms = { server: { stdout: 'listening\n', exit: 'never' }, fetch: { stdout: 'hello\n' }, broken: { exit: { code: 1 } } };
const EXPERIMENT = {
  name: 'of the kit',
  tests: [
    { name: 'passes', services: { server: { command: ['server'], ports: { http: 'auto' } } }, steps: [{ run: ['fetch'] }], assertions: [{ log_contains: { service: 'server', text: 'listening' } }] },
    { name: 'fails', steps: [{ run: ['broken'] }] }, { name: 'is skipped', skip: 'not today', steps: [{ wait: '1s' }] },
  ],
};

const run = ({ experiment = EXPERIMENT, programs = PROGRAMS, settleMs = 2000 }: PluginSubject, plugins: readonly object[]): Promise<FinishedRun> => {
  const { plugins: others } = experiment as { readonly plugins?: readonly object[] };
  return runExperiment({ ...experiment, plugins: [...others ?? [], ...plugins] }, { programs, settleMs });
};
const outcomesOf = ({ events, state }: FinishedRun): readonly string[] => [`the run: ${state.outcome}`, ...events.of('test_case.finished').map(({ test, outcome }) => `${test ?? ''}: ${outcome}`).sort()];

/** What a set brings, as words. */
const bringsOf = (set: PluginSet): readonly string[] => [
  ...set.plugins.map(({ name }) => `plug-in ${name}`), ...set.observers.map(({ options: { name } }) => `observer ${name}`), ...set.environments.map(({ type }) => `environment ${type}`),
  ...set.validators.map(({ name }) => `validator of ${name}`), ...set.reportFormats.map(({ format: { name } }) => `report ${name}`),
  ...set.extensions.steps.keys(), ...set.extensions.assertions.keys(), ...set.extensions.probes.keys(),
];

const both = async (one: HeardRun, other: HeardRun): Promise<readonly Finding[]> => (await Promise.all([one.end(), other.end()])).flat();

/** What every plug-in must keep; of one that cannot be loaded only the first is broken. */
export const PLUGIN_RULES: readonly Rule<PluginSubject>[] = [
  {
    id: 'R71', area: 'envelope', says: 'a plug-in loads, has a name, and is set up in time',
    check: (subject) => withPlugin(subject, async ({ load }) => (await load()).faults.map(({ phase, message }) => ({ message: `${phase}: ${message}` }))),
  },
  {
    id: 'R72', area: 'teardown', says: 'it can be taken down and loaded again, and brings the same each time',
    check: (subject) => withPlugin(subject, async ({ host, load, faults }) => {
      const first = await load();
      if (first.faults.length > 0) return [];
      const brought = bringsOf(first);
      for (let round = 0; round < 2; round += 1) {
        await host.reload();
        const again = bringsOf(await load());
        if (!isDeepStrictEqual(again, brought)) return [{ message: `expected ${brought.join(', ')}, found ${again.join(', ') || 'nothing'}` }];
      }
      await host.reload();
      return faults.map((message) => ({ message }));
    }),
  },
  {
    id: 'R73', area: 'isolation', says: 'it and its observers throw at nothing that a run can say',
    check: (subject) => withPlugin(subject, async ({ dir, load }) => {
      const heard = await HeardRun.begin(subject, await load(), { dir });
      heard.tell();
      return heard.end();
    }),
  },
  {
    id: 'R74', area: 'isolation', says: 'it bears the replay of an earlier run, and a run that breaks off',
    check: (subject) => withPlugin(subject, async ({ dir, load }) => {
      const set = await load();
      const [replay, broken] = [await HeardRun.begin(subject, set, { dir, live: false }), await HeardRun.begin(subject, set, { dir, id: 'broken' })];
      replay.tell();
      broken.tell(0, Math.ceil(broken.length / 2));
      return both(replay, broken);
    }),
  },
  {
    id: 'R75', area: 'isolation', says: 'runs do not know of each other: what it publishes of one is the same beside another',
    check: (subject) => withPlugin(subject, async ({ dir, load }) => {
      const set = await load();
      const alone = await HeardRun.begin(subject, set, { dir, id: 'alone' });
      alone.tell();
      await alone.end();
      const [one, other] = [await HeardRun.begin(subject, set, { dir, id: 'one' }), await HeardRun.begin(subject, set, { dir, id: 'other' })];
      for (let index = 0; index < one.length; index += 1) {
        other.tell(index, index + 1);
        one.tell(index, index + 1);
      }
      await both(one, other);
      return isDeepStrictEqual(one.published, alone.published) ? [] : [{ message: `expected ${JSON.stringify(alone.published)}, found ${JSON.stringify(one.published)}` }];
    }),
  },
  {
    id: 'R76', area: 'order', says: 'a run with it keeps the laws of the journal',
    async check(subject) {
      const { events } = await run(subject, [entryOf(subject)]);
      return checkJournal(events.all).map(({ rule, ...finding }) => ({ ...finding, message: `${rule}: ${finding.message}` }));
    },
  },
  {
    id: 'R77', area: 'isolation', says: 'tests and the run have the outcome with it that they have without it',
    async check(subject) {
      const [without, found] = [outcomesOf(await run(subject, [])), outcomesOf(await run(subject, [entryOf(subject)]))];
      return isDeepStrictEqual(found, without) ? [] : [{ message: `expected ${without.join(', ')}, found ${found.join(', ')}` }];
    },
  },
  {
    id: 'R78', area: 'teardown', says: 'after its teardown it leaves nothing that keeps a program from ending',
    check: (subject) => leftOpenBy(() => withPlugin(subject, async ({ dir, load }) => {
      const heard = await HeardRun.begin(subject, await load(), { dir });
      heard.tell();
      await heard.end();
      return [];
    }), subject.settleMs ?? 2000),
  },
];

/**
 * Loads a plug-in and puts it through runs; its code runs with your rights.
 * @param file its module, absolute. @returns everything that breaks a rule, nothing: it is sound.
 */
export const checkPlugin = (file: string, options: CheckPluginOptions = {}): Promise<readonly Violation[]> => checkRules(PLUGIN_RULES, { ...options, file });
