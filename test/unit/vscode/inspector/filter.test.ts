import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { BuiltInDraft, CustomDraft } from '../../../../src/events';
import { checkPattern } from '../../../../src/vscode/inspector/event-filter';
import { FilteredEvents } from '../../../../src/vscode/inspector/filtered-events';
import { NO_FILTER } from '../../../../src/vscode/inspector/no-filter';
import type { FilterInput } from '../../../../src/vscode/inspector/protocol';
import { configured, drafts, finished, started } from '../../results/sample-events';
import { Journals } from './journals';

const queued = (test: string): BuiltInDraft => ({ type: 'test_case.queued', test, source: { file: '/f', path: '', range: { start: { line: 1, column: 1 }, end: { line: 1, column: 2 } } } });
const ready = (test: string, service: string): BuiltInDraft => ({ type: 'service.ready', test, service, pid: 7, ready_ms: 1234, ports: {} });
const lost: CustomDraft = { type: 'quic.packet_lost', test: 'b', reason: 'Congestion' };

describe('inspector: filtering', () => {
  let journals: Journals;
  beforeEach(() => { journals = new Journals(); });
  afterEach(() => journals.close());

  async function filtered(all: readonly (BuiltInDraft | CustomDraft)[], filter: Partial<FilterInput>): Promise<readonly number[]> {
    const { journal } = await journals.of(all);
    const list = new FilteredEvents(journal, { ...NO_FILTER, ...filter }, () => undefined);
    await list.settled();
    assert.equal(list.progress, 1);
    return list.positions(0, 1000).map((position) => journal.index.seq(position));
  }
  const all = [configured(), started(['a', 'ab', 'b']), queued('a'), queued('ab'), ready('a', 'server'), ready('ab', 'server 2'), lost, finished];

  it('shows everything without a filter', async () => {
    assert.deepEqual(await filtered(all, {}), [1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('takes patterns as observers are registered with, several of them too', async () => {
    assert.deepEqual(await filtered(all, { pattern: 'service.ready' }), [5, 6]);
    assert.deepEqual(await filtered(all, { pattern: '*.queued' }), [3, 4]);
    assert.deepEqual(await filtered(all, { pattern: 'quic.*, experiment.f*' }), [7, 8]);
    assert.deepEqual(await filtered(all, { pattern: '**' }), [1, 2, 3, 4, 5, 6, 7, 8]);
    assert.deepEqual(await filtered(all, { pattern: 'service..ready' }), []);
  });

  it('takes exactly the test case and service that were named, else all that contain the words', async () => {
    assert.deepEqual(await filtered(all, { test: 'a' }), [3, 5]);
    assert.deepEqual(await filtered(all, { test: 'B' }), [7]);
    assert.deepEqual(await filtered([...all.slice(0, 4)], { test: 'b' }), [4]);
    assert.deepEqual(await filtered(all, { service: 'server' }), [5]);
    assert.deepEqual(await filtered(all, { service: 'serv' }), [5, 6]);
  });

  it('finds words in what an event says and in its fields', async () => {
    assert.deepEqual(await filtered(all, { text: 'READY AFTER 1.2 s' }), [5, 6]);
    assert.deepEqual(await filtered(all, { text: 'congestion' }), [7]);
    assert.deepEqual(await filtered(all, { text: 'ready', test: 'ab' }), [6]);
    assert.deepEqual(await filtered(all, { text: 'nowhere' }), []);
  });

  it('agrees with looking at each event, wherever slices end', async () => {
    const ids = ['x', 'y'];
    await fc.assert(fc.asyncProperty(fc.array(drafts(ids), { maxLength: 80 }), fc.constantFrom('', '*.failed', 'service.*', 'test_case.*'), fc.constantFrom('', 'x'), async (middle, pattern, test) => {
      const { journal, events } = await journals.of([configured(), started(ids), ...middle]);
      const list = new FilteredEvents(journal, { ...NO_FILTER, pattern, test }, () => undefined);
      await list.settled();
      const [group, last] = pattern.split('.');
      const wanted = events.filter(({ type }) => pattern === '' || (group === '*' ? type.split('.').length === 2 && type.endsWith(`.${last}`) : type.startsWith(`${group}.`) && type.split('.').length === 2))
        .filter((event) => test === '' || event.test === test).map(({ seq }) => seq);
      assert.deepEqual(list.positions(0, 1000).map((position) => journal.index.seq(position)), wanted);
      for (const [index, position] of list.positions(0, 1000).entries()) assert.deepEqual(list.placeOf(position), { index, exact: true });
    }), { numRuns: 30 });
  });

  it('never holds the host for long, and can be given up', async () => {
    const { journal } = await journals.of([configured(), started(['a']), ...Array.from({ length: 20_000 }, () => queued('a'))], 1);
    let slices = 0;
    const list = new FilteredEvents(journal, { ...NO_FILTER, text: 'queued' }, () => { slices += 1; });
    let longest = 0;
    let last = performance.now();
    const ticks = setInterval(() => { longest = Math.max(longest, performance.now() - last); last = performance.now(); }, 1);
    await list.settled();
    clearInterval(ticks);
    assert.equal(list.length, 20_000);
    assert.ok(slices > 10, `${slices} slices`);
    const given = new FilteredEvents(journal, { ...NO_FILTER, text: 'queued' }, () => given.close());
    await given.settled();
    assert.ok(given.length < 20_000);
  });

  it('says what is wrong with a pattern, and what was probably meant', () => {
    assert.equal(checkPattern('', []), undefined);
    assert.equal(checkPattern('test_case.*', []), undefined);
    assert.equal(checkPattern('quic.*', ['quic.packet_lost']), undefined);
    assert.deepEqual(checkPattern('service.redy', []), { problem: "No known event matches 'service.redy'.", meant: 'service.ready' });
    assert.deepEqual(checkPattern('*.failed, test_cas.*', []), { problem: "No known event matches 'test_cas.*'.", meant: '*.failed, test_case.*' });
    assert.match(checkPattern('service..ready', [])?.problem ?? '', /empty level/);
    assert.deepEqual(checkPattern('nothing.like.this', []), { problem: "No known event matches 'nothing.like.this'." });
  });
});
