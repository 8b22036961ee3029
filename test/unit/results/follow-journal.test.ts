import assert from 'node:assert/strict';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { EventManager, type ExperimentEvent } from '../../../src/events';
import { JournalFollower, type JournalFollowOptions } from '../../../src/results';
import { configured, drafts, finished, started } from './sample-events';

const lineOf = (event: ExperimentEvent): string => `${JSON.stringify(event)}\n`;

describe('the journal follower', () => {
  let dir: string;
  let file: string;
  const open: JournalFollower[] = [];
  beforeEach(() => {
    dir = mkdtempSync(path.join(tmpdir(), 'follow-'));
    file = path.join(dir, 'events.jsonl');
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((follower) => follower.close()));
    rmSync(dir, { recursive: true });
  });

  function follow(options: JournalFollowOptions = {}): { follower: JournalFollower; events: ExperimentEvent[]; notes: string[] } {
    const follower = new JournalFollower(file, { activeMs: 1, idleMs: 1, ownerMs: 1, ...options });
    open.push(follower);
    const events: ExperimentEvent[] = [];
    const notes: string[] = [];
    follower.on('event', (event) => events.push(event));
    follower.on('note', ({ message }) => notes.push(message));
    return { follower, events, notes };
  }

  function sample(): readonly ExperimentEvent[] {
    const manager = new EventManager({ run: 'r' });
    return [configured('línea 新'), started(['a', 'b']), { type: 'my.custom_event', text: '🧪' }, finished].map((draft) => manager.publishEvent(draft));
  }
  const seqs = (events: readonly ExperimentEvent[]): readonly number[] => events.map(({ seq }) => seq);

  it('tells exactly the whole lines, without gap or repetition, wherever the writes are cut', async () => {
    await fc.assert(fc.asyncProperty(
      fc.array(drafts(['a', 'b']), { maxLength: 12 }), fc.array(fc.nat(), { maxLength: 12 }), fc.boolean(),
      async (middle, cuts, waitsForFile) => {
        rmSync(file, { force: true });
        const manager = new EventManager({ run: 'r' });
        const written = [configured(), started(['a', 'b']), ...middle, finished].map((draft) => manager.publishEvent(draft));
        const bytes = Buffer.from(written.map(lineOf).join(''));
        const ends = written.map((_, index) => Buffer.byteLength(written.slice(0, index + 1).map(lineOf).join('')));
        if (!waitsForFile) writeFileSync(file, '');
        const { follower, events, notes } = follow();
        let done = 0;
        for (const cut of [...cuts.map((at) => at % bytes.length).sort((a, b) => a - b), bytes.length]) {
          appendFileSync(file, bytes.subarray(done, cut));
          done = cut;
          await follower.drain();
          assert.deepEqual(seqs(events), seqs(written).filter((_, index) => (ends[index] ?? 0) <= done));
        }
        assert.equal(await follower.ended, 'finished');
        assert.deepEqual(events, written.map((event) => JSON.parse(JSON.stringify(event)) as unknown));
        assert.deepEqual(notes, []);
      },
    ), { numRuns: 60 });
  });

  it('waits for a file that is not there yet, and hears of each event by itself', async () => {
    const { follower } = follow();
    for (const event of sample()) {
      const heard = once(follower as unknown as NodeJS.EventEmitter, 'event');
      appendFileSync(file, lineOf(event));
      assert.deepEqual((await heard)[0], JSON.parse(JSON.stringify(event)));
    }
    assert.equal(await follower.ended, 'finished');
  });

  it('tells also what observers said after the end', async () => {
    const events = sample();
    const last = { schema: 1, seq: 5, time: events[0]?.time, type: 'observer.error', observer: 'x', message: 'y', event_type: 'z', event_seq: 4 };
    writeFileSync(file, [...events.map(lineOf), `${JSON.stringify(last)}\n`].join(''));
    const heard = follow();
    assert.equal(await heard.follower.ended, 'finished');
    assert.deepEqual(seqs(heard.events), [1, 2, 3, 4, 5]);
  });

  it('ends when the owner died, after the last line, finished or not', async () => {
    const [first, second, third] = sample().map(lineOf);
    writeFileSync(file, `${first}${second}${third?.trimEnd()}`);
    let gone = false;
    const { follower, events, notes } = follow({ isOwnerGone: () => Promise.resolve(gone) });
    await follower.drain();
    assert.deepEqual(seqs(events), [1, 2]);
    gone = true;
    assert.equal(await follower.ended, 'owner-gone');
    assert.deepEqual(seqs(events), [1, 2, 3]);
    assert.deepEqual(notes, []);
    const torn = follow({ isOwnerGone: () => Promise.resolve(true) });
    truncateSync(file, (first ?? '').length + 20);
    assert.equal(await torn.follower.ended, 'owner-gone');
    assert.match(torn.notes.join(), /^unfinished last line/);
  });

  it('does not take the death of the owner for the end while lines are left, nor a broken check for a death', async () => {
    writeFileSync(file, sample().map(lineOf).join(''));
    assert.equal(await follow({ isOwnerGone: () => Promise.resolve(true) }).follower.ended, 'finished');
    const [first] = sample();
    writeFileSync(file, first === undefined ? '' : lineOf(first));
    let asked = 0;
    const broken = follow({ isOwnerGone: () => { asked += 1; return asked < 3 ? Promise.reject(new Error('no')) : Promise.resolve(true); } });
    assert.equal(await broken.follower.ended, 'owner-gone');
    assert.equal(asked, 3);
  });

  it('is told when the file is cut or replaced, and repeats nothing', async () => {
    const lines = sample().map(lineOf);
    const { follower, events, notes } = follow();
    writeFileSync(file, lines.slice(0, 2).join(''));
    await follower.drain();
    truncateSync(file, 10);
    await follower.drain();
    assert.match(notes.join(), /^the journal was cut while it was followed.* after seq 2$/);
    writeFileSync(path.join(dir, 'copy'), `garbage\n${lines.slice(0, 3).join('')}`);
    renameSync(path.join(dir, 'copy'), file);
    await follower.drain();
    assert.equal(notes.filter((note) => note.includes('replaced')).length, 1);
    assert.deepEqual(seqs(events), [1, 2, 3]);
    appendFileSync(file, lines[3] ?? '');
    assert.equal(await follower.ended, 'finished');
    assert.deepEqual(seqs(events), [1, 2, 3, 4]);
  });

  it('notes garbage and goes on', async () => {
    const lines = sample().map(lineOf);
    writeFileSync(file, [lines[0], 'garbage\n', '{"schema":1,"seq":2,"ti', '\n', ...lines.slice(1)].join(''));
    const { follower, events, notes } = follow();
    assert.equal(await follower.ended, 'finished');
    assert.deepEqual(seqs(events), [1, 2, 3, 4]);
    assert.equal(notes.length, 2);
  });

  it('tells nothing more once closed, also in the middle of a chunk', async () => {
    writeFileSync(file, sample().map(lineOf).join(''));
    const { follower, events } = follow();
    follower.on('event', ({ seq }) => { if (seq === 2) void follower.close(); });
    assert.equal(await follower.ended, 'closed');
    assert.deepEqual(seqs(events), [1, 2]);
  });

  it('hands on what a listener or the file system throws', async () => {
    writeFileSync(file, sample().map(lineOf).join(''));
    const { follower } = follow();
    follower.on('event', () => { throw new Error('the listener broke'); });
    await assert.rejects(follower.ended, /the listener broke/);
    await assert.rejects(new JournalFollower(dir).ended, /EISDIR/);
  });
});
