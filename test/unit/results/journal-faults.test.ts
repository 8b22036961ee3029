import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { EventManager, type BuiltInDraft, type ExperimentEvent } from '../../../src/events';
import { Journal, JournalFollower, junitXml, readJournal, reduceEvents, runSummary } from '../../../src/results';
import { checkJournal, JOURNAL_RULES, violationsText } from '../../../src/testing';
import { FaultTable } from '../engine/laws/faults';
import { scenarioOf } from '../engine/laws/scenario';
import { Stage } from '../engine/laws/whole-run';

const TOGETHER = 7;
const QUICK_DIR = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** The events of a whole run with services, steps, assertions and a failure. */
async function wholeRun(): Promise<readonly ExperimentEvent[]> {
  const stage = new Stage();
  await stage.open();
  const [scenario] = fc.sample(scenarioOf(['a step fails', 'steps'], true), { numRuns: 1, seed: 7 });
  assert.ok(scenario);
  const { events } = await stage.perform(scenario, new FaultTable());
  stage.close();
  return events;
}

describe('a journal that met a fault', function () {
  this.timeout(120_000);
  let dir: string;
  let file: string;
  let run: readonly ExperimentEvent[];
  before(async () => (run = await wholeRun()));
  beforeEach(() => {
    dir = mkdtempSync(path.join(QUICK_DIR, 'journal-faults-'));
    file = path.join(dir, 'events.jsonl');
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  it('cut at every byte of its last 4 KiB gives back every whole line, and all reports', async () => {
    const whole = Buffer.from(run.map((event) => `${JSON.stringify(event)}\n`).join(''));
    assert.ok(whole.length > 4096, 'the run is long enough');
    let before = -1;
    for (let length = whole.length - 4096; length <= whole.length; length += 1) {
      const cut = whole.subarray(0, length);
      writeFileSync(file, cut);
      const { events, notes, torn } = await readJournal(file);
      const text = cut.toString();
      const last = text.slice(text.lastIndexOf('\n') + 1);
      // A last line that lacks nothing but its end has been written: its observers have heard of it.
      const lines = text.split('\n').length - 1 + (last.endsWith('}') && isJson(last) ? 1 : 0);
      assert.equal(events.length, lines, `cut at ${length}`);
      assert.equal(torn, !text.endsWith('\n'), `cut at ${length}`);
      assert.ok(notes.length <= 1, JSON.stringify(notes));
      if (lines === before) continue;
      before = lines;
      assert.equal(violationsText(checkJournal(events, { ended: lines === run.length }), JOURNAL_RULES), '');
      const state = reduceEvents(events);
      assert.match(junitXml(state), /<\/testsuites>\n$/);
      assert.equal(runSummary(state).tests.length, state.order.length);
    }
  });

  const faults: readonly (readonly [what: string, write: (fd: number, bytes: Uint8Array, offset: number) => number])[] = [
    ['is refused', () => { throw new Error('EIO: i/o error, write'); }],
    ['stops halfway', (fd, bytes, offset) => {
      writeSync(fd, bytes, offset, Math.ceil((bytes.length - offset) / 2));
      throw new Error('ENOSPC: no space left on device, write');
    }],
    ['writes nothing', () => 0],
  ];
  for (const [what, fault] of faults) {
    it(`when the write of any one event ${what}, is told once and lacks that event alone`, async () => {
      for (let at = 0; at < run.length; at += 1) {
        rmSync(file, { force: true });
        const told: string[] = [];
        let writes = 0;
        const journal = new Journal(file, ({ message }) => told.push(message), {
          write: (fd, bytes, offset) => (writes++ === at ? fault(fd, bytes, offset) : writeSync(fd, bytes, offset)),
        });
        const events = new EventManager();
        events.registerObserver('**', journal);
        for (const event of run) events.deliverEvent(event);
        journal.close();
        assert.deepEqual([told.length, journal.writeErrors], [1, 1], `write ${at}`);
        const read = await readJournal(file);
        assert.deepEqual(read.events, JSON.parse(JSON.stringify(run.filter((_, index) => index !== at))), `write ${at}`);
      }
    });
  }

  for (const [what, fault] of faults) {
    it(`when the write of events that are delivered together ${what}, lacks one of them alone`, async () => {
      for (let at = 0; at * TOGETHER < run.length; at += 1) {
        rmSync(file, { force: true });
        let writes = 0;
        const journal = new Journal(file, undefined, { write: (fd, bytes, offset) => (writes++ === at ? fault(fd, bytes, offset) : writeSync(fd, bytes, offset)) });
        const events = new EventManager({ deferred: (some) => journal.writeAhead(some) });
        events.registerObserver('**', journal);
        for (const [index, { schema: _, seq: __, time: ___, run: ____, cause: _____, ...draft }] of run.entries()) {
          events.publishEvent(draft as BuiltInDraft);
          if (index % TOGETHER === TOGETHER - 1) events.deliverNow();
        }
        events.deliverNow();
        journal.close();
        assert.equal(journal.writeErrors, 1, `write ${at}`);
        const read = await readJournal(file);
        const missing = run.map((_, index) => index + 1).filter((seq) => !read.events.some((event) => event.seq === seq));
        assert.equal(missing.length, 1, `write ${at}: ${missing.join()}`);
        assert.deepEqual(read.events.map(({ seq }) => seq), run.map((_, index) => index + 1).filter((seq) => !missing.includes(seq)));
        assert.ok((missing[0] ?? 0) > at * TOGETHER && (missing[0] ?? 0) <= (at + 1) * TOGETHER, `write ${at}: ${missing.join()}`);
      }
    });
  }

  it('of 1,000 events a second reaches a follower in another process, all of them, soon', async () => {
    const SECONDS = 2;
    const follower = new JournalFollower(file);
    const late: number[] = [];
    follower.on('event', (event) => {
      if (event.type === 'custom.fact') late.push(Number(process.hrtime.bigint() - BigInt(String((event as { readonly at?: unknown }).at))) / 1e6);
    });
    const writer = spawn(process.execPath, ['-e', WRITER, file, String(SECONDS)], { stdio: 'inherit' });
    await once(writer, 'close');
    await follower.ended;
    assert.equal(late.length, SECONDS * 1000);
    const [median = NaN, most = NaN] = [0.5, 0.99].map((part) => [...late].sort((a, b) => a - b)[Math.floor(late.length * part)]);
    console.log(`      median ${median.toFixed(1)} ms, 99 % under ${most.toFixed(1)} ms`);
    assert.ok(most < SOON_MS, `99 % under ${most} ms`);
  });
});

/** The benchmark holds the figure; here other work on the machine is no fault of the follower. */
const SOON_MS = 5000;
const WRITER = `
const { openSync, writeSync } = require('node:fs');
const [file, seconds] = process.argv.slice(1);
const fd = openSync(file, 'a');
const begun = process.hrtime.bigint();
const event = (seq, fields) => JSON.stringify({ schema: 1, seq, time: new Date().toISOString(), ...fields }) + '\\n';
let seq = 1;
const tick = () => {
  const due = Math.min(seconds * 1000, Number((process.hrtime.bigint() - begun) / 1000000n));
  for (; seq <= due; seq += 1) writeSync(fd, event(seq, { type: 'custom.fact', at: String(process.hrtime.bigint()) }));
  if (seq <= seconds * 1000) return setTimeout(tick, 1);
  writeSync(fd, event(seq, { type: 'experiment.finished', outcome: 'passed', success: true, duration_ms: 1, counts: { total: 0, flaky: 0, passed: 0, failed: 0, error: 0, skipped: 0, cancelled: 0, interrupted: 0 } }));
};
tick();
`;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
