import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { EXECUTION_RULES, JOURNAL_RULES, NETWORK_RULES, OBSERVER_RULES, PLUGIN_RULES } from '../../../src/testing';
import { Consumer } from '../library/consumer';

const text = readFileSync('docs/testing.md', 'utf8');
const SAYS: { readonly [name: string]: string } = {
  'in-memory.mjs': 'passed\n',
  'rules.mjs': 'R47 (each of its methods on… is told of some type of event): onTestCaseFinish is never called. Did you mean "onTestCaseFinished"?\n0\n',
};
const TYPED = `
  import type { ObserverLike } from 'experiment-observer';
  import { checkJournal, checkObserver, runExperiment, type EventCondition, type FinishedRun } from 'experiment-observer/testing';
  const condition: EventCondition = { type: 'step.finished', outcome: 'passed' };
  export const run: Promise<FinishedRun> = runExperiment({ name: 'a', tests: [] }, { programs: { a: { exit: 'never' } } });
  void run.then(({ events }) => { events.of('step.finished').map(({ duration_ms }) => duration_ms satisfies number); events.assertEventsMatchLoosely(condition); checkJournal(events.all); });
  export const check = (observer: ObserverLike) => checkObserver(() => observer);
`;

describe('docs/testing.md', () => {
  let consumer: Consumer;
  before(async () => { consumer = await Consumer.install(); });
  after(() => consumer.remove());

  for (const [, name = '', code = ''] of text.matchAll(/```js\n\/\/ (\S+)\n([^]*?)```/g)) {
    it(`${name} runs against the installed package, and says what it should`, () => {
      consumer.write({ [name]: code });
      assert.deepEqual(consumer.run(name), [SAYS[name], '']);
    });
  }

  it('speaks of a kit whose types need no other package than those of Node', () => {
    consumer.write({ 'typed.mts': TYPED });
    assert.deepEqual(consumer.typeErrors(['typed.mts'], 'node16', ['node']), []);
  });

  it('lists every rule', () => {
    const listed = [...text.matchAll(/^\| (R\d+) \| ([^|]+) \| ([^|]+) \|$/gm)].map(([, id, area, says]) => [id, area, says]);
    const rules = [...JOURNAL_RULES, ...OBSERVER_RULES, ...NETWORK_RULES, ...PLUGIN_RULES, ...EXECUTION_RULES];
    assert.ok(rules.length >= 40);
    assert.deepEqual(listed, rules.map(({ id, area, says }) => [id, area, says]));
  });
});
