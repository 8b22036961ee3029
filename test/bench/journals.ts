import { spawn } from 'node:child_process';
import { createReadStream, mkdtempSync, rmSync, createWriteStream, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BuiltInDraft, CustomDraft } from '../../src/events';
import { EventManager, type SourceRef } from '../../src/events';
import { journalEvents, JournalFollower, RunModel, TimeTravel } from '../../src/results';
import type { Row } from './measure';

const EVENTS = 1_000_000;
const CASES = 10_000;
const ROUNDS = 3;
const JUMPS = 60;
const FOLLOW_SECONDS = 5;

const source: SourceRef = { file: '/x.experiment.yaml', path: 'tests[0]', range: { start: { line: 1, column: 1 }, end: { line: 1, column: 2 } } };

/** A run of many test cases, a hundred events each. */
function* run(): Generator<BuiltInDraft | CustomDraft> {
  const ids = Array.from({ length: CASES }, (_, index) => `case ${index}`);
  yield { type: 'experiment.started', tests: ids.map((id) => ({ id, name: id, base: id, matrix: {}, iteration: 1, tags: [], dir: id, source, services: [{ name: 'server', source }] })) };
  for (const test of ids) {
    yield { type: 'test_case.started', test, attempt: 1, dir: test, source };
    yield { type: 'service.starting', test, service: 'server', command: ['node', 'server.js'], start: 1, ports: { http: 8080 }, source };
    yield { type: 'service.ready', test, service: 'server', pid: 1, ready_ms: 12, ports: { http: 8080 } };
    for (let index = 0; index < 12; index += 1) {
      const step = { step: `s${index}`, index, name: `step ${index}`, kind: 'run' as const, source };
      yield { type: 'step.started', test, ...step };
      for (let at = 0; at < 4; at += 1) yield { type: 'service.output', test, service: 'server', stream: 'stdout', file: 'services/server.stdout.log', from: at * 100, to: at * 100 + 99, lines: 2 };
      yield { type: 'metric.recorded', test, name: `m${index}`, value: index, source };
      yield { type: 'step.finished', test, ...step, outcome: 'passed', duration_ms: 3, exit_code: 0, tries: 1, failures: [] };
    }
    for (let at = 0; at < 11; at += 1) yield { type: 'quic.packet_lost', test, service: 'server', packet: at };
    yield { type: 'service.stopped', test, service: 'server', exit_code: 0, signal: null, killed: false, expected: true, duration_ms: 50 };
    yield { type: 'test_case.finished', test, outcome: 'passed', success: true, duration_ms: 60, attempt: 1 };
  }
}

export async function writeJournal(file: string): Promise<void> {
  const out = createWriteStream(file);
  const manager = new EventManager({ run: 'r' });
  let batch: string[] = [];
  let seq = 0;
  for (const draft of run()) {
    batch.push(`${JSON.stringify(manager.publishEvent(draft))}\n`);
    if (++seq === EVENTS) break;
    if (batch.length < 5000) continue;
    if (!out.write(batch.join(''))) await once(out, 'drain');
    batch = [];
  }
  out.end(batch.join(''));
  await once(out, 'close');
}

/** What nobody can do without: read, cut into lines, parse. */
async function bareParse(file: string): Promise<number> {
  let seqs = 0;
  let rest = '';
  for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: 256 * 1024 }) as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) seqs += (JSON.parse(line) as { readonly seq: number }).seq;
  }
  return seqs;
}

async function intoState(file: string): Promise<number> {
  const model = new RunModel();
  let seqs = 0;
  for await (const events of journalEvents(file, ({ message }) => { throw new Error(message); })) {
    for (const event of events) {
      model.apply(event);
      seqs += event.seq;
    }
  }
  return seqs;
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/** By the clock, and in CPU time, which others on the machine disturb less. */
async function timed(work: () => Promise<number>): Promise<{ readonly ns: number; readonly cpuNs: number; readonly result: number }> {
  const [start, used] = [process.hrtime.bigint(), process.cpuUsage()];
  const result = await work();
  const { user, system } = process.cpuUsage(used);
  return { ns: Number(process.hrtime.bigint() - start), cpuNs: (user + system) * 1000, result };
}

async function readingBack(file: string): Promise<Row[]> {
  const group = 'journal of 1,000,000';
  const contenders = [{ name: 'bare JSON.parse', run: bareParse, times: [] as number[], cpu: [] as number[] }, { name: 'into run state', run: intoState, times: [] as number[], cpu: [] as number[] }];
  const results = new Set<number>();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { run: read, times, cpu } of contenders) {
      const { ns, cpuNs, result } = await timed(() => read(file));
      times.push(ns / EVENTS);
      cpu.push(cpuNs);
      results.add(result);
    }
  }
  if (results.size !== 1) throw new Error(`${group}: the contenders did not read the same`);
  const [bare = NaN, state = NaN] = contenders.map(({ times }) => median(times));
  const [bareCpu = NaN, stateCpu = NaN] = contenders.map(({ cpu }) => Math.min(...cpu));
  return [
    { group, name: 'bare JSON.parse', ns_per_item: bare, ratio: 1 },
    { group, name: 'into run state', ns_per_item: state, ratio: bare / state, note: `× ${(bareCpu / stateCpu).toFixed(2)} in CPU time` },
  ];
}

/** From the wish to the state with all its test cases; the ratio is to reading the journal up to there. */
async function jumping(file: string, bareNs: number): Promise<Row[]> {
  const travel = await TimeTravel.open(file);
  const times: number[] = [];
  for (let jump = 0; jump < JUMPS; jump += 1) {
    const seq = 1 + Math.floor(((jump * 0.6180339887) % 1) * EVENTS);
    const { ns, result } = await timed(async () => {
      const { seq: reached, tests } = await travel.stateAt(seq);
      return Object.keys(tests).length === CASES ? reached : -1;
    });
    if (result !== seq) throw new Error(`asked for seq ${seq}, got ${result}`);
    times.push(ns);
  }
  const group = 'jump within 1,000,000';
  const worst = Math.max(...times);
  return [
    { group, name: 'median', ns_per_item: median(times), ratio: (bareNs * EVENTS) / 2 / median(times) },
    { group, name: 'worst', ns_per_item: worst, ratio: (bareNs * EVENTS) / 2 / worst },
  ];
}

/** Writes an event each millisecond that carries the moment of its fact, as the system's own clock has it in any process. */
const WRITER = `
const { openSync, writeSync } = require('node:fs');
const [file, seconds] = process.argv.slice(1);
const fd = openSync(file, 'a');
const begun = process.hrtime.bigint();
let seq = 1;
const tick = () => {
  const due = Math.min(seconds * 1000, Number((process.hrtime.bigint() - begun) / 1000000n));
  for (; seq <= due; seq += 1) {
    writeSync(fd, JSON.stringify({ schema: 1, seq, time: new Date().toISOString(), type: 'bench.tick', at: String(process.hrtime.bigint()), text: 'x'.repeat(150) }) + '\\n');
  }
  if (seq <= seconds * 1000) setTimeout(tick, 1);
  else writeSync(fd, JSON.stringify({ schema: 1, seq, time: new Date().toISOString(), type: 'experiment.finished', outcome: 'passed', success: true, duration_ms: 1, counts: { total: 0, flaky: 0, passed: 0, failed: 0, error: 0, skipped: 0, cancelled: 0, interrupted: 0 } }) + '\\n');
};
tick();
`;

async function following(dir: string): Promise<Row[]> {
  const file = path.join(dir, 'followed.jsonl');
  writeFileSync(file, '');
  const follower = new JournalFollower(file);
  const delays: number[] = [];
  follower.on('event', (event) => {
    if (event.type === 'bench.tick') delays.push(Number(process.hrtime.bigint() - BigInt(String(Reflect.get(event, 'at')))));
  });
  spawn(process.execPath, ['-e', WRITER, file, String(FOLLOW_SECONDS)], { stdio: 'inherit' });
  await follower.ended;
  if (delays.length !== FOLLOW_SECONDS * 1000) throw new Error(`told ${delays.length} events of ${FOLLOW_SECONDS * 1000}`);
  delays.sort((a, b) => a - b);
  const group = 'fact to follower, 1,000/s';
  const at = (share: number): number => delays[Math.ceil(delays.length * share) - 1] ?? NaN;
  return [
    { group, name: '50th percentile', ns_per_item: at(0.5), ratio: 1 },
    { group, name: '99th percentile', ns_per_item: at(0.99), ratio: at(0.5) / at(0.99) },
  ];
}

/** Journals of other processes and of other times. */
export async function journals(): Promise<Row[]> {
  const dir = mkdtempSync(path.join(tmpdir(), 'journals-'));
  try {
    const file = path.join(dir, 'events.jsonl');
    await writeJournal(file);
    const reading = await readingBack(file);
    return [...reading, ...await jumping(file, reading[0]?.ns_per_item ?? NaN), ...await following(dir)];
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
