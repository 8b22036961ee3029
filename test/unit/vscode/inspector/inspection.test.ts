import assert from 'node:assert/strict';
import { EventManager, type BuiltInDraft, type CustomDraft, type ExperimentEvent } from '../../../../src/events';
import type { IndexedJournal } from '../../../../src/results';
import { answersTo, causesOf } from '../../../../src/vscode/inspector/causes';
import { logPlaceOf, sourceOfEvent, treePlaceOf } from '../../../../src/vscode/inspector/event-places';
import { eventWords } from '../../../../src/vscode/inspector/event-words';
import { Inspection, type Found } from '../../../../src/vscode/inspector/inspection';
import type { PastMoment, Timers } from '../../../../src/vscode/inspector/moments';
import { readToPage, type FromPage, type ToPage } from '../../../../src/vscode/inspector/protocol';
import { receiversOf } from '../../../../src/vscode/inspector/receivers';
import { sliderMarks } from '../../../../src/vscode/inspector/slider-marks';
import { configured, finished, source, started } from '../../results/sample-events';
import { Journals } from './journals';

const ended = (test: string, outcome: 'passed' | 'failed'): BuiltInDraft => ({ type: 'test_case.finished', test, outcome, success: outcome === 'passed', duration_ms: 812, attempt: 1 });
const output = (test: string, service: string, from: number, to: number): BuiltInDraft => ({ type: 'service.output', test, service, stream: 'stdout', file: `services/${service}.stdout.log`, from, to, lines: 2 });

/** An inspector whose page and window are lists. */
class Bench {
  readonly sent: ToPage[] = [];
  readonly moments: (PastMoment | undefined)[] = [];
  readonly jumps: [string, number][] = [];
  readonly failures: unknown[] = [];
  readonly inspection: Inspection;
  now = 0;
  tick: () => void = () => undefined;

  constructor(journal: IndexedJournal) {
    const timers: Timers = { now: () => this.now, every: (_, call) => { this.tick = call; return () => { this.tick = () => undefined; }; } };
    this.inspection = new Inspection(journal, {
      title: () => 'Sample', send: (message) => { assert.deepEqual(readToPage(message), message); this.sent.push(message); },
      receivers: () => receiversOf([], undefined), places: () => Promise.resolve({ config: 'a:1' }),
      goTo: (what: string, found: Found) => { this.jumps.push([what, found.event.seq]); return Promise.resolve(); },
      showMoment: (moment) => { this.moments.push(moment); }, failed: (error) => { this.failures.push(error); },
    }, timers);
  }

  async say(message: FromPage): Promise<void> {
    await this.inspection.hear(message);
    assert.deepEqual(this.failures, []);
  }

  last<K extends ToPage['kind']>(kind: K): Extract<ToPage, { kind: K }> {
    const found = this.sent.findLast((message): message is Extract<ToPage, { kind: K }> => message.kind === kind);
    assert.ok(found, `no ${kind} was sent`);
    return found;
  }
}

describe('inspector: an inspection', () => {
  let journals: Journals;
  let bench: Bench | undefined;
  beforeEach(() => { journals = new Journals(); });
  afterEach(async () => {
    bench?.inspection.dispose();
    await journals.close();
  });
  const all = [configured(), started(['a', 'b']), output('a', 'server', 0, 20), ended('a', 'passed'), output('b', 'server', 0, 9), output('b', 'other', 3, 4), ended('b', 'failed'), finished];

  it('tells the page what there is, and the rows that it asks for', async () => {
    const { journal } = await journals.of(all);
    bench = new Bench(journal);
    await bench.say({ kind: 'ready' });
    const { title, status, live, scrubs, total, marks, tests } = bench.last('head');
    assert.deepEqual([title, status, live, scrubs, total, tests], ['Sample', 'failed', false, true, 8, ['a', 'b']]);
    assert.deepEqual(marks.map(({ at, bad }) => [at, bad]), [[0.5, false], [0.875, true]]);
    await bench.say({ kind: 'rows', generation: 0, from: 2, count: 2 });
    const { rows, from } = bench.last('rows');
    assert.deepEqual([from, rows.map(({ seq, offset, type, test, words, level }) => [seq, offset, type, test, words, level])], [2, [
      [3, '0:00.200', 'service.output', 'a', 'stdout: 2 lines, bytes 0 to 20', 'trace'], [4, '0:00.300', 'test_case.finished', 'a', 'passed in 812 ms', 'info']]]);
  });

  it('answers for the list as it is filtered now', async () => {
    const { journal } = await journals.of(all);
    bench = new Bench(journal);
    await bench.say({ kind: 'filter', filter: { pattern: 'test_case.*', test: '', service: '', text: '' } });
    await new Promise((resolve) => setImmediate(resolve));
    await bench.say({ kind: 'rows', generation: 0, from: 0, count: 10 });
    assert.ok(!bench.sent.some(({ kind }) => kind === 'rows'), 'a question about the old list');
    await bench.say({ kind: 'rows', generation: 1, from: 0, count: 10 });
    assert.deepEqual(bench.last('rows').rows.map(({ seq }) => seq), [4, 7]);
    await bench.say({ kind: 'locate', seq: 7 });
    assert.deepEqual(bench.last('place'), { kind: 'place', generation: 1, seq: 7, index: 1 });
    await bench.say({ kind: 'locate', seq: 6 });
    assert.deepEqual(bench.last('place'), { kind: 'place', generation: 1, seq: 6 });
    await bench.say({ kind: 'filter', filter: { pattern: 'tst_case.*', test: '', service: '', text: '' } });
    assert.equal(bench.last('filterState').meant, 'test_case.*');
  });

  it('knows of an event where it comes from, what it says as a whole, and where to go', async () => {
    const { journal } = await journals.of(all);
    bench = new Bench(journal);
    await bench.say({ kind: 'select', seq: 7 });
    const { row, json, receiversNote, goTo } = bench.last('details');
    assert.deepEqual([row.seq, JSON.parse(json).outcome, goTo], [7, 'failed', { config: 'a:1' }]);
    assert.match(receiversNote, /^Not traced/);
    await bench.say({ kind: 'goTo', what: 'log', seq: 7 });
    assert.deepEqual(bench.jumps, [['log', 7]]);
    await bench.say({ kind: 'select', seq: 99 });
    assert.equal(bench.last('details').row.seq, 7);
  });

  it('puts the tree at a moment, plays on from it, and comes back to now', async () => {
    const { journal } = await journals.of(all, 1000);
    bench = new Bench(journal);
    await bench.say({ kind: 'moment', events: 4 });
    const shown = bench.moments.at(-1);
    assert.deepEqual([shown?.label, shown?.state.status, shown?.state.counts.passed, shown?.state.tests['b']?.status], ['0:03.000', 'running', 1, 'planned']);
    assert.deepEqual(bench.last('moment'), { kind: 'moment', events: 4, seq: 4, label: '0:03.000', playing: false });
    await bench.say({ kind: 'play' });
    await bench.inspection.moments.goTo(4);
    bench.now = 3100;
    bench.tick();
    await bench.inspection.moments.goTo(7);
    assert.deepEqual([bench.last('moment').events, bench.last('moment').playing], [7, true]);
    bench.now = 60_000;
    bench.tick();
    await bench.inspection.moments.goTo(8);
    assert.deepEqual([bench.moments.at(-1)?.state.status, bench.last('moment').playing], ['ended', false]);
    await bench.say({ kind: 'moment', events: 0 });
    assert.deepEqual([bench.moments.at(-1)?.state.seq, bench.moments.at(-1)?.label], [0, '0:00.000']);
    await bench.say({ kind: 'now' });
    assert.equal(bench.moments.at(-1), undefined);
    assert.equal(bench.last('moment').events, undefined);
  });

  it('says what a damaged journal lacks', async () => {
    const { events } = await journals.of(all);
    const journal = await journals.written(`${JSON.stringify(events[0])}\nrubbish\n${JSON.stringify({ ...events[1], schema: 0 })}\n{"schema":1,"se`);
    bench = new Bench(journal);
    await bench.say({ kind: 'ready' });
    const { notes, status, total } = bench.last('head');
    assert.deepEqual([status, total], ['not finished', 2]);
    assert.match(notes.join('\n'), /has died[^]*line 2: expected one JSON object[^]*older schema 0[^]*unfinished last line/);
    const empty = new Bench(await journals.written(''));
    await empty.say({ kind: 'ready' });
    assert.match(empty.last('head').notes.join(), /holds no event/);
    empty.inspection.dispose();
  });
});

describe('inspector: an event', () => {
  let journals: Journals;
  beforeEach(() => { journals = new Journals(); });
  afterEach(() => journals.close());

  it('has its chain of causes and its answers', async () => {
    const manager = new EventManager({ run: 'r' });
    const events: ExperimentEvent[] = [];
    const answer = (to: string, type: string) => manager.registerObserver(to, () => { manager.publishEvent({ type } as CustomDraft); });
    manager.registerObserver('**', (event) => { events.push(event); }, { priority: 1 });
    answer('a.a', 'b.b');
    answer('a.a', 'b.c');
    answer('b.b', 'c.c');
    manager.publishEvent({ type: 'a.a' } as CustomDraft);
    manager.publishEvent({ type: 'z.z' } as CustomDraft);
    const { index } = await journals.written(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
    const types = (positions: readonly number[]): readonly string[] => positions.map((position) => index.type(position));
    const at = (type: string): number => events.findIndex((event) => event.type === type);
    assert.deepEqual(types(causesOf(index, at('c.c'))), ['a.a', 'b.b']);
    assert.deepEqual(types(causesOf(index, at('z.z'))), []);
    assert.deepEqual(types(answersTo(index, at('a.a')).shown), ['b.b', 'b.c']);
    assert.deepEqual(answersTo(index, at('z.z')), { shown: [], more: 0 });
  });

  it('survives causes that make no sense', async () => {
    const line = (seq: number, cause: number): string => `${JSON.stringify({ schema: 1, seq, time: '', type: 'x.y', cause })}\n`;
    const { index } = await journals.written(line(1, 2) + line(2, 1) + line(3, 99) + line(4, 4));
    assert.deepEqual([0, 1, 2, 3].map((position) => causesOf(index, position)), [[], [0], [], []]);
  });

  it('is said in the words of the log, without what has a column of its own', () => {
    const words = (draft: BuiltInDraft | CustomDraft): string => {
      const { level, text } = eventWords(new EventManager().publishEvent(draft));
      return `${level}: ${text}`;
    };
    assert.equal(words({ type: 'service.ready', test: 'a', service: 's', pid: 7, ready_ms: 12, ports: {} }), 'info: ready after 12 ms (pid 7)');
    assert.equal(words({ type: 'assertion.failed', test: 'a', index: 0, assertion: 'metric', message: 'too\nslow', source, duration_ms: 1, expected: '1', found: '2' }), 'error: too ⏎ slow; expected 1; found 2');
    assert.equal(words({ type: 'quic.lost', count: 3, path: 'x' }), 'info: count: 3, path: x');
    assert.equal(words({ type: 'test_case.queued', test: 'a', source }), 'trace: queued');
    assert.equal(eventWords({ schema: 1, seq: 1, time: '', type: 'assertion.failed' } as unknown as ExperimentEvent).text, '');
  });

  it('has a row in the tree, a place in the config and a log at its moment', async () => {
    const step: BuiltInDraft = { type: 'step.finished', test: 'b', step: 's', index: 2, name: 's', kind: 'run', source, outcome: 'passed', duration_ms: 1, tries: 1, failures: [], logs: ['steps/03-s.stdout.log'] };
    const { journal, events } = await journals.of([configured(), started(['a', 'b']), output('b', 'server', 0, 9), output('a', 'server', 5, 6), output('b', 'other', 3, 4),
      { type: 'service.stopping', test: 'b', service: 'server', signal: 'SIGTERM', reason: 'x' }, ended('b', 'failed'), step, ended('a', 'passed')]);
    const state = await journal.stateAt(9);
    const log = (position: number) => logPlaceOf(journal, position, events[position] as ExperimentEvent, state);
    assert.deepEqual(await log(3), { files: ['a/services/server.stdout.log'], byte: 5, end: 6 });
    assert.deepEqual(await log(5), { files: ['b/services/server.stdout.log'], byte: 9 });
    assert.deepEqual(await log(6), { files: ['b/services/other.stdout.log'], byte: 4 });
    assert.deepEqual(await log(7), { files: ['b/steps/03-s.stdout.log'], byte: 0 });
    assert.equal(await log(0), undefined);
    assert.deepEqual([5, 6, 7, 0].map((position) => treePlaceOf(events[position] as ExperimentEvent)),
      [{ test: 'b', detail: { group: 'services', key: 'server' } }, { test: 'b' }, { test: 'b', detail: { group: 'steps', key: '2' } }, {}]);
    assert.deepEqual([3, 6, 0].map((position) => sourceOfEvent(events[position] as ExperimentEvent, state)?.path), ['tests[0]', 'tests[0]', 'tests[0]']);
  });

  it('was received by those who were traced, or would get it now, or by nobody who is known', () => {
    assert.deepEqual(receiversOf([{ registration: 1, observer: 'x', id: 1, how: 'called', duration_ms: 0.5, error: 'oh' } as never], undefined).receivers, [{ observer: 'x', how: 'called', took: '0.500 ms', error: 'oh' }]);
    const manager = new EventManager();
    manager.registerObserver('a.*', () => undefined, { name: 'mine' });
    assert.deepEqual(receiversOf([], manager.explain('a.b')).receivers, [{ observer: 'mine', how: "through 'a.*'", took: '' }]);
    assert.deepEqual(receiversOf([], undefined).receivers, []);
  });

  it('leaves marks on the slider that do not pile up', async () => {
    const ids = Array.from({ length: 1000 }, (_, index) => `t${index}`);
    const { journal } = await journals.of([configured(), started(ids), ...ids.map((id, index) => ended(id, index === 500 ? 'failed' : 'passed'))], 1);
    const marks = sliderMarks(journal.index);
    assert.ok(marks.length <= 201);
    assert.equal(marks.filter(({ bad }) => bad).length, 1);
  });
});
