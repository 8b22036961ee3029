import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { isEventOf, type ExperimentEvent } from '../../src/events';
import { readJournal, reduceEvents, runSummary } from '../../src/results';
import { checkJournal, JOURNAL_RULES, violationsText } from '../../src/testing';
import { junitProblems } from '../unit/results/junit-schema';

interface Told {
  /** In the message of whatever is wrong. */
  readonly told?: string;
  /** An event could not be written for want of room: its line may be torn, and its number is missing. */
  readonly gap?: true;
  /** What processes are known to have printed: each log, from its test case's folder on, byte for byte. */
  readonly logs?: Logs;
}

/** Written by a witness: its copy beside it says what was printed. */
export const WITNESSED = Symbol('witnessed');
export type Logs = Readonly<Record<string, string | typeof WITNESSED>>;

/**
 * After any fault: the journal obeys its laws, the reports are what it leads to and junit.xml is valid, and each log holds
 * what its process wrote up to its end, as the journal tells it.
 */
export async function assertNothingLost(dir: string, { told = '', gap, logs = {} }: Told = {}): Promise<readonly ExperimentEvent[]> {
  const { events, notes } = await readJournal(path.join(dir, 'events.jsonl'));
  if (gap === undefined) assert.deepEqual(notes, [], told);
  // Killed before it announced its test cases a run has nothing but its end.
  const announced = events.some(({ type }) => type === 'experiment.started');
  const broken = checkJournal(events).filter(({ rule }) => (rule === 'R01' ? gap === undefined : rule !== 'R10' || announced));
  assert.equal(violationsText(broken, JOURNAL_RULES), '', told);
  const state = reduceEvents(events);
  assert.deepEqual(JSON.parse(await readFile(path.join(dir, 'run.json'), 'utf8')), JSON.parse(JSON.stringify(runSummary(state))), told);
  assert.deepEqual(junitProblems(await readFile(path.join(dir, 'junit.xml'), 'utf8')), [], told);
  assertOutputTold(dir, events, told);
  await assertLogs(dir, logs, told);
  return events;
}

/** The journal tells of a service's log from its first byte on, to its last unless whoever told it was killed. */
function assertOutputTold(dir: string, events: readonly ExperimentEvent[], told: string): void {
  const folders = new Map<string, string>();
  const logs = new Map<string, { to: number; lines: number }>();
  const leftAlive = new Set(events.flatMap((event) => (isEventOf(event, 'leftover.found') ? [event.test ?? ''] : [])));
  for (const event of events) {
    if (isEventOf(event, 'test_case.started')) folders.set(event.test ?? '', event.dir);
    if (!isEventOf(event, 'service.output')) continue;
    const file = path.join(dir, folders.get(event.test ?? '') ?? '', event.file);
    logs.set(file, { to: event.to, lines: event.lines + (logs.get(file)?.lines ?? 0) });
    const whole = !leftAlive.has(event.test ?? '') && !events.some((one) => isEventOf(one, 'experiment.finished') && one.outcome === 'interrupted');
    if (whole && !events.some((later) => isEventOf(later, 'service.output') && later.seq > event.seq && later.test === event.test && later.file === event.file)) {
      assert.equal(event.to, readFileSync(file).length, `${told}: ${file} is told to its end`);
    }
  }
  for (const [file, { to, lines }] of logs) {
    const bytes = readFileSync(file);
    assert.ok(to <= bytes.length, `${told}: ${file} has ${bytes.length} bytes, ${to} were told`);
    assert.equal(bytes.subarray(0, to).filter((byte) => byte === 10).length, lines, `${told}: lines of ${file}`);
  }
}

/** Logs hold what they are known to hold; and where a witness wrote, no more than its last words may lack in its copy. */
async function assertLogs(dir: string, known: Logs, told: string): Promise<void> {
  const files = (await readdir(dir, { recursive: true })).filter((file) => file.endsWith('.log'));
  for (const [name, text] of Object.entries(known)) {
    const found = files.filter((file) => file.endsWith(path.join(path.sep, name)));
    assert.ok(found.length > 0, `${told}: there is no ${name}`);
    for (const file of found) {
      if (text === WITNESSED) assert.ok(existsSync(path.join(dir, `${file}.copy`)), `${told}: nobody witnessed ${file}`);
      else assert.equal(await readFile(path.join(dir, file), 'utf8'), text, `${told}: ${file}`);
    }
  }
  for (const file of files) {
    const copy = path.join(dir, `${file}.copy`);
    if (!existsSync(copy)) continue;
    const [log, written] = [await readFile(path.join(dir, file)), await readFile(copy)];
    assert.ok(log.subarray(0, written.length).equals(written), `${told}: ${file} is not what was written`);
    const rest = log.subarray(written.length);
    assert.ok(rest.length === 0 || rest.indexOf(10) === rest.length - 1, `${told}: ${file} has more than was written: ${rest.toString('latin1').slice(0, 200)}`);
  }
}

/**
 * The source of a program that writes numbered lines, with bytes that are no text, until it is ended: each to its log, and then to a
 * copy beside it (its first argument is the log's path), so that afterwards it is known what it had written.
 */
export const WITNESS = `
const { openSync, writeSync } = require('node:fs');
const copy = openSync(process.argv[2] + '.copy', 'a');
let count = 0;
const write = () => {
  const line = Buffer.concat([Buffer.from('line ' + (count += 1) + ' '), Buffer.from([0xff, 0xc3, 0x0a])]);
  for (const fd of [1, copy]) writeSync(fd, line);
};
for (let n = 0; n < 100; n += 1) write();
setInterval(write, 2);
`;
