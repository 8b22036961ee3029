import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { EventManager } from '../../../src/events';
import { createRun, Journal, readJournal, reduceEvents } from '../../../src/results';
import { closeInterruptedRuns } from '../../../src/runs';
import { processIdentity, thisProcess } from '../../../src/supervisor';
import { configured, source, started } from '../results/sample-events';

/** The identity of a process that has ended. */
async function deadProcess() {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()']);
  const identity = await processIdentity(child.pid ?? 0);
  assert.ok(identity);
  child.kill('SIGKILL');
  await once(child, 'close');
  return identity;
}

/** The folder of a run that stopped in the middle of its first test case. */
async function abandonedRun(outputDir: string, owner: object): Promise<string> {
  const { id, dir } = await createRun({ outputDir, name: 'sample', file: source.file, text: 'tests: []' });
  writeFileSync(path.join(dir, 'owner.json'), JSON.stringify({ schema: 1, kind: 'cli', host: hostname(), ...owner }));
  const events = new EventManager({ run: id });
  const journal = new Journal(path.join(dir, 'events.jsonl'));
  events.registerObserver('**', journal);
  events.publishEvent(configured());
  events.publishEvent(started(['a', 'b']));
  events.publishEvent({ type: 'test_case.started', test: 'a', attempt: 1, dir: 'a', source });
  events.publishEvent({ type: 'service.starting', test: 'a', service: 'server', command: ['x'], start: 1, ports: {}, source });
  journal.close();
  return dir;
}

describe('closing interrupted runs', () => {
  let outputDir: string;
  beforeEach(() => (outputDir = mkdtempSync(path.join(tmpdir(), 'interrupted-'))));
  afterEach(() => rmSync(outputDir, { recursive: true }));

  it('tells every missing end once, also after a torn line, and writes the results', async () => {
    const dir = await abandonedRun(outputDir, await deadProcess());
    appendFileSync(path.join(dir, 'events.jsonl'), '{"schema":1,"se');
    const closed = await closeInterruptedRuns([outputDir]);
    assert.deepEqual(closed.map((run) => run.dir), [dir]);
    const { events } = await readJournal(path.join(dir, 'events.jsonl'));
    assert.deepEqual(events.slice(4).map(({ type }) => type), ['service.stopped', 'test_case.finished', 'test_case.finished', 'experiment.finished']);
    assert.deepEqual(events.map(({ seq }) => seq), [1, 2, 3, 4, 5, 6, 7, 8]);
    assert.deepEqual(reduceEvents(events).counts, { total: 2, flaky: 0, passed: 0, failed: 0, error: 0, skipped: 0, cancelled: 0, interrupted: 2 });
    assert.equal(JSON.parse(readFileSync(path.join(dir, 'run.json'), 'utf8')).outcome, 'interrupted');
    assert.deepEqual(await closeInterruptedRuns([outputDir]), []);
  });

  it('leaves alone what somebody alive, or on another host, may still drive', async () => {
    const alive = await abandonedRun(outputDir, { ...await thisProcess() });
    const elsewhere = await abandonedRun(outputDir, { ...await deadProcess(), host: 'another-host' });
    assert.deepEqual(await closeInterruptedRuns([outputDir]), []);
    for (const dir of [alive, elsewhere]) assert.equal(existsSync(path.join(dir, 'run.json')), false);
  });

  it('closes a run once when two do it at the same time', async () => {
    const dir = await abandonedRun(outputDir, await deadProcess());
    const closed = await Promise.all([closeInterruptedRuns([outputDir]), closeInterruptedRuns([outputDir])]);
    const { events } = await readJournal(path.join(dir, 'events.jsonl'));
    assert.ok(closed.flat().length >= 1);
    assert.equal(events.filter(({ type }) => type === 'experiment.finished').length, 1);
    assert.equal(events.filter(({ type }) => type === 'test_case.finished').length, 2);
  });
});
