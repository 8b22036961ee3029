import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EventManager, prepareList, type ExperimentEvent } from '../../../src/events';
import { Journal, JournalParser, readJournal } from '../../../src/results';
import { configured, started } from './sample-events';

describe('the journal', () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(path.join(tmpdir(), 'journal-'))));
  afterEach(() => rmSync(dir, { recursive: true }));

  const write = (file: string): void => {
    const events = new EventManager({ run: 'r' });
    const journal = new Journal(file);
    events.registerObserver('**', journal, { priority: Infinity });
    for (const draft of [configured('línea\u2028新\n"'), started(['a'])]) events.publishEvent(draft);
    journal.close();
  };

  it('is on disk before any other observer hears of the event', () => {
    const file = path.join(dir, 'events.jsonl');
    const events = new EventManager();
    const seen: number[] = [];
    events.registerObserver('**', () => seen.push(readFileSync(file, 'utf8').split('\n').length - 1), { priority: 5 });
    const journal = new Journal(file);
    events.registerObserver('**', journal, { priority: Infinity });
    events.publishEvent(configured());
    events.publishEvent(started([]));
    journal.close();
    assert.deepEqual(seen, [1, 2]);
  });

  it('has a plan that was prepared piece by piece as it would have it at once', async () => {
    const file = path.join(dir, 'events.jsonl');
    for (const count of [0, 1, 499, 500, 501, 1200]) {
      const ids = Array.from({ length: count }, (_, index) => `"${index}"\u2028é`);
      const draft = started(ids);
      assert.ok(draft.type === 'experiment.started');
      const { tests } = draft;
      const events = new EventManager({ run: 'r' });
      const journal = new Journal(file);
      events.registerObserver('**', journal, { priority: Infinity });
      const planned = await prepareList(tests, (test) => ({ ...test }));
      assert.deepEqual(planned, tests);
      const event = events.publishEvent({ ...draft, tests: planned });
      journal.close();
      assert.equal(readFileSync(file, 'utf8'), `${JSON.stringify(event)}\n`);
      rmSync(file);
    }
  });

  it('is read to its last whole line wherever it was torn', async () => {
    const file = path.join(dir, 'events.jsonl');
    write(file);
    const bytes = readFileSync(file);
    const first = bytes.indexOf(10) + 1;
    for (let end = 0; end <= bytes.length; end += 1) {
      const torn = path.join(dir, 'torn.jsonl');
      writeFileSync(torn, bytes.subarray(0, end));
      const read = await readJournal(torn);
      const whole = end >= bytes.length - 1 ? 2 : end >= first - 1 ? 1 : 0;
      assert.equal(read.events.length, whole, `cut at ${end}`);
    }
  });

  it('goes on after a torn line without gluing to it', async () => {
    const file = path.join(dir, 'events.jsonl');
    write(file);
    appendFileSync(file, '{"schema":1,"seq":3,"ty');
    const { events: past, torn } = await readJournal(file);
    assert.equal(torn, true);
    const events = new EventManager({ run: 'r' });
    for (const event of past) events.deliverEvent(event);
    const journal = new Journal(file, undefined, { torn });
    events.registerObserver('**', journal);
    events.publishEvent({ type: 'experiment.cancelling', reason: 'x' });
    journal.close();
    const read = await readJournal(file);
    assert.deepEqual(read.events.map(({ seq }) => seq), [1, 2, 3]);
    assert.deepEqual(read.notes.map(({ line }) => line), [3]);
  });

  it('notes garbage, other schemas and gaps, and keeps the rest', async () => {
    const file = path.join(dir, 'events.jsonl');
    const time = new Date(0).toISOString();
    writeFileSync(file, [
      JSON.stringify({ schema: 1, seq: 1, time, type: 'a.b' }), '\u0000garbage', '[]', 'null', '{"seq":2}', '',
      JSON.stringify({ schema: 2, seq: 2, time, type: 'a.b' }), JSON.stringify({ schema: 1, seq: 4, time, type: 'a.b' }), '',
    ].join('\n'));
    const read = await readJournal(file);
    assert.deepEqual(read.events.map(({ seq }) => seq), [1, 4]);
    assert.deepEqual(read.notes.map(({ line }) => line), [2, 3, 4, 5, 7, 8]);
    assert.match(read.notes[4]?.message ?? '', /found schema 2/);
    assert.deepEqual((await readJournal(path.join(dir, 'missing'))).events, []);
  });

  it('reads an older schema with one note', async () => {
    const file = path.join(dir, 'events.jsonl');
    const event = (seq: number): string => `${JSON.stringify({ schema: 0, seq, time: '', type: 'a.b' })}\n`;
    writeFileSync(file, event(1) + event(2));
    const read = await readJournal(file);
    assert.deepEqual(read.events.map(({ seq }) => seq), [1, 2]);
    assert.deepEqual(read.notes, [{ line: 1, message: 'written by the older schema 0: what it does not say is missing' }]);
  });

  it('is found where it belongs in the end, whatever has been done to it meanwhile', () => {
    if (process.platform === 'win32') return;
    const away: readonly ((file: string) => void)[] = [
      (file) => rmSync(file),
      (file) => renameSync(file, `${file}.moved`),
      (file) => { rmSync(file); writeFileSync(file, 'something else'); },
      (file) => { rmSync(file); symlinkSync('/etc/hostname', file); },
    ];
    for (const [index, take] of away.entries()) {
      const file = path.join(dir, `${index}.jsonl`);
      const told: Error[] = [];
      const events = new EventManager({ run: 'r' });
      const journal = new Journal(file, (error) => told.push(error));
      events.registerObserver('**', journal, { priority: Infinity });
      events.publishEvent(configured());
      take(file);
      events.publishEvent(started(['a']));
      journal.close();
      assert.deepEqual([told, readFileSync(file, 'utf8').split('\n').map((line) => (line === '' ? '' : (JSON.parse(line) as ExperimentEvent).type))], [[], ['experiment.configured', 'experiment.started', '']]);
    }
    assert.deepEqual(readdirSync(dir).sort(), ['0.jsonl', '1.jsonl', '1.jsonl.moved', '2.jsonl', '3.jsonl']);
  });

  it('that has been taken away with its folder, or cannot be put back, is told', () => {
    if (process.platform === 'win32') return;
    const file = path.join(dir, 'folder/events.jsonl');
    for (const inItsPlace of [false, true]) {
      mkdirSync(path.dirname(file));
      const told: string[] = [];
      const journal = new Journal(file, (error) => told.push(error.message));
      rmSync(inItsPlace ? file : path.dirname(file), { recursive: true });
      if (inItsPlace) mkdirSync(path.join(file, 'not empty'), { recursive: true });
      journal.close();
      assert.equal(told.length, 1);
      assert.match(told[0] ?? '', /events\.jsonl has been taken away, and cannot be put back: (ENOENT|EISDIR|ENOTEMPTY)/);
      rmSync(path.dirname(file), { recursive: true, force: true });
    }
  });

  it('tells the first write error once, counts all, and lets the run go on', function () {
    if (process.platform !== 'linux') return;
    const told: Error[] = [];
    const journal = new Journal('/dev/full', (error) => told.push(error));
    const events = new EventManager();
    let heard = 0;
    events.registerObserver('**', journal, { priority: Infinity });
    events.registerObserver('**', () => (heard += 1));
    events.publishEvent(configured());
    events.publishEvent(started([]));
    journal.close();
    assert.equal(heard, 2);
    assert.equal(journal.writeErrors, 2);
    assert.deepEqual(told.map((error) => 'code' in error && error.code), ['ENOSPC']);
  });
});

describe('a journal written in batches', () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(path.join(tmpdir(), 'batches-'))));
  afterEach(() => rmSync(dir, { recursive: true }));
  const event = (seq: number): ExperimentEvent => ({ schema: 1, seq, type: 'bulk.event', time: '2026-11-25T08:00:00.000Z', value: 'ä'.repeat(seq % 50) });

  it('is the one that is written event by event, in few writes', () => {
    const writes: number[] = [];
    const write = (fd: number, bytes: Uint8Array, offset: number): number => {
      writes.push(bytes.length);
      return writeSync(fd, bytes, offset);
    };
    const [single, batched] = [new Journal(path.join(dir, 'single')), new Journal(path.join(dir, 'batched'), undefined, { batchBytes: 4096, write })];
    for (let seq = 1; seq <= 1000; seq += 1) for (const journal of [single, batched]) journal.onEvent(event(seq));
    assert.ok(writes.length > 10 && writes.length < 60, String(writes.length));
    batched.flush();
    assert.deepEqual(readFileSync(path.join(dir, 'batched')), readFileSync(path.join(dir, 'single')));
    batched.onEvent(event(1001));
    batched.close();
    single.close();
    assert.equal(readFileSync(path.join(dir, 'batched'), 'utf8').trimEnd().split('\n').length, 1001);
  });

  it('counts every event of a batch that did not reach the disk, tells it once, and goes on', async () => {
    let full = true;
    const errors: string[] = [];
    const journal = new Journal(path.join(dir, 'full'), ({ message }) => errors.push(message), {
      batchBytes: 2000,
      write: (fd, bytes, offset) => {
        if (full) throw new Error('ENOSPC');
        return writeSync(fd, bytes, offset);
      },
    });
    let seq = 0;
    while (errors.length === 0) journal.onEvent(event(seq += 1));
    assert.equal(journal.writeErrors, seq);
    full = false;
    journal.onEvent(event(seq += 1));
    journal.close();
    assert.deepEqual(errors, ['ENOSPC']);
    const { events } = await readJournal(path.join(dir, 'full'));
    assert.deepEqual(events.map((one) => one.seq), [seq]);
  });

  it('is parsed with a pause before a long line is told, which takes its time as well', () => {
    const told: number[] = [];
    const notes: string[] = [];
    const parser: JournalParser = new JournalParser({ onEvent: ({ seq }) => { told.push(seq, parser.line); }, onNote: ({ line, message }) => { notes.push(`${line}: ${message}`); } });
    const long = { ...event(2), text: 'x'.repeat(2 * 1024 * 1024) };
    const steps = parser.pushBySteps(Buffer.from(`${JSON.stringify(event(1))}\n${JSON.stringify(long)}\nnonsense\n${JSON.stringify(event(4))}\n`));
    assert.equal(steps.next().done, false);
    assert.deepEqual(told, [1, 1]);
    assert.equal(steps.next().done, true);
    assert.deepEqual(told, [1, 1, 2, 2, 4, 4]);
    assert.deepEqual(notes, ['3: expected one JSON object', '4: expected seq 3, found seq 4']);
  });
});
