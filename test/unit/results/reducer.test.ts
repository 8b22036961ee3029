import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { EventManager, type ExperimentEvent } from '../../../src/events';
import { apply, emptyRunState, Journal, readJournal, reduceEvents, RunModel, type RunState } from '../../../src/results';
import { configured, drafts, finished, source, started } from './sample-events';

describe('the reducer', () => {
  let dir: string;
  let count = 0;
  before(() => (dir = mkdtempSync(path.join(tmpdir(), 'reducer-'))));
  after(() => rmSync(dir, { recursive: true }));

  it('gives the same state live, from the journal, purely, and at every earlier moment', async () => {
    const ids = ['a', 'b', '__proto__x'];
    await fc.assert(fc.asyncProperty(fc.array(drafts(ids), { maxLength: 40 }), async (list) => {
      const file = path.join(dir, `${count++}.jsonl`);
      const events = new EventManager({ run: 'r' });
      const journal = new Journal(file, (error) => assert.fail(error));
      const model = new RunModel();
      const published: ExperimentEvent[] = [];
      const moments: RunState[] = [];
      events.registerObserver('**', journal, { priority: Infinity });
      events.registerObserver('**', (event) => {
        published.push(event);
        model.apply(event);
        moments.push(model.state());
      });
      for (const draft of [configured(), started(ids), ...list, finished]) events.publishEvent(draft);
      journal.close();
      const read = await readJournal(file);
      assert.deepEqual(read.notes, []);
      assert.equal(read.events.length, published.length);
      assert.deepEqual(reduceEvents(read.events), reduceEvents(published));
      assert.deepEqual({ ...model.state() }, reduceEvents(read.events));
      let state = emptyRunState();
      published.forEach((event, index) => {
        state = apply(state, event);
        assert.deepEqual({ ...moments[index] }, state);
      });
    }), { numRuns: 60, examples: [[[{ type: 'metric.recorded', test: 'a', name: 'minus nothing', value: -0 }]]] });
  });

  it('never changes what somebody has seen, whenever that was: a state, a test case, or being told', () => {
    const ids = ['a', 'b', '__proto__'];
    const look = fc.constantFrom('nothing', 'nothing', 'nothing', 'state', 'test', 'listen');
    fc.assert(fc.property(fc.array(fc.tuple(drafts(ids), look), { maxLength: 40 }), (list) => {
      const events = new EventManager({ run: 'r' });
      const model = new RunModel();
      const published: ExperimentEvent[] = [];
      const seen: { readonly now: unknown; readonly then: unknown }[] = [];
      const see = (now: unknown): void => { seen.push({ now, then: structuredClone(now) }); };
      events.registerObserver('**', (event) => { published.push(event); model.apply(event); });
      for (const draft of [configured(), started(ids)]) events.publishEvent(draft);
      for (const [draft, how] of list) {
        events.publishEvent(draft);
        if (how === 'state') see({ ...model.state() });
        else if (how === 'test') see(model.test('a'));
        else if (how === 'listen') model.once('changed', (_event, [id]) => see(id === undefined ? undefined : model.test(id)));
      }
      for (const { now, then } of seen) assert.deepEqual(now, then);
      let state = emptyRunState();
      for (const event of published) state = apply(state, event);
      assert.deepEqual({ ...model.state() }, state);
    }), { numRuns: 200, seed: 20268 });
  });

  it('has each artifact once, also of those told after the list of all, and never changes that list', () => {
    const events = new EventManager({ run: 'r' });
    const published: ExperimentEvent[] = [];
    const moments: RunState[] = [emptyRunState()];
    events.registerObserver('**', (event) => {
      published.push(event);
      moments.push(apply(moments.at(-1) ?? emptyRunState(), event));
    });
    const told = (...paths: readonly string[]) => paths.map((path) => ({ type: 'artifact.collected' as const, test: 'a', path, size: 1 }));
    const all = { type: 'test_case.results_collected' as const, test: 'a', artifacts: ['x', 'y'], duration_ms: 1 };
    for (const draft of [configured(), started(['a']), ...told('x', 'y', 'x'), all, ...told('y', 'z', 'x', 'z', 'w')]) events.publishEvent(draft);
    assert.deepEqual(all.artifacts, ['x', 'y']);
    const lists = moments.slice(3).map(({ tests }) => tests['a']?.artifacts.join(''));
    assert.deepEqual(lists, ['x', 'xy', 'xy', 'xy', 'xy', 'xyz', 'xyz', 'xyz', 'xyzw']);
    assert.deepEqual(reduceEvents(published), moments.at(-1));
    // A state that is gone on from twice leads to what each was told.
    const [again] = [{ ...published.at(-1), seq: 99, path: 'v' }] as unknown as readonly ExperimentEvent[];
    assert.ok(again);
    for (const [index, list] of [[3, 'xv'], [4, 'xyv'], [3, 'xv'], [8, 'xyzv']] as const) assert.equal(apply(moments[index] ?? emptyRunState(), again).tests['a']?.artifacts.join(''), list);
  });

  it('shares the test cases that an event does not touch', () => {
    const events = new EventManager();
    const model = new RunModel();
    events.registerObserver('**', (event) => model.apply(event));
    events.publishEvent(started(['a', 'b']));
    const before = model.state();
    events.publishEvent({ type: 'test_case.queued', test: 'a', source });
    assert.equal(model.state().tests['b'], before.tests['b']);
    assert.equal(before.tests['a']?.status, 'planned');
    assert.equal(model.state().tests['a']?.status, 'queued');
  });

  it('counts outcomes once and tells a failure once', () => {
    const events = new EventManager();
    const model = new RunModel();
    events.registerObserver('**', (event) => model.apply(event));
    events.publishEvent(started(['a', 'b']));
    const failure = { phase: 'steps', kind: 'step', message: 'broke', source } as const;
    events.publishEvent({ type: 'step.finished', test: 'a', step: 's', index: 0, name: 's', source, kind: 'run', outcome: 'error', duration_ms: 1, tries: 1, failures: [failure] });
    events.publishEvent({ type: 'test_case.error', test: 'a', ...failure });
    events.publishEvent({ type: 'test_case.finished', test: 'a', outcome: 'error', success: false, duration_ms: 1, attempt: 1 });
    assert.equal(model.state().counts.error, 1);
    assert.equal(model.state().counts.total, 2);
    assert.equal(model.state().tests['a']?.failures.length, 1);
  });
});
