import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DEFAULT_OBSERVER_SETTINGS } from '../../src/config';
import { EventManager, type BuiltInDraft, type CustomDraft, type SourceRef } from '../../src/events';
import { builtInObservers } from '../../src/observers';
import { Journal, RunModel } from '../../src/results';
import type { Row } from './measure';

const EVENTS = 1_000_000;
const CASES = 1000;
const ROUNDS = 3;

const source: SourceRef = { file: '/x.experiment.yaml', path: 'tests[0]', range: { start: { line: 1, column: 1 }, end: { line: 1, column: 2 } } };
type Draft = BuiltInDraft | CustomDraft;

/** A run of test cases with a thousand events each: ten steps, and much output between them. */
function* run(): Generator<Draft> {
  const ids = Array.from({ length: CASES }, (_, index) => `case ${index}`);
  yield { type: 'experiment.configured', file: source.file, name: 'bench', dir: '/out/r', settings: { parallel: 1, fail_fast: false }, environment: { platform: 'linux', node: '20', host: 'h', owner: 'cli' }, source };
  yield { type: 'experiment.started', tests: ids.map((id) => ({ id, name: id, base: id, matrix: {}, iteration: 1, tags: [], dir: id, source, services: [{ name: 'server', source }] })) };
  for (const test of ids) {
    yield { type: 'test_case.started', test, attempt: 1, dir: test, source };
    yield { type: 'service.ready', test, service: 'server', pid: 1, ready_ms: 12, ports: { http: 8080 } };
    for (let index = 0; index < 10; index += 1) {
      const step = { step: `s${index}`, index, name: `step ${index}`, kind: 'run' as const, source };
      yield { type: 'step.started', test, ...step };
      for (let at = 0; at < 90; at += 1) yield { type: 'service.output', test, service: 'server', stream: 'stdout', file: 'services/server.stdout.log', from: at * 100, to: at * 100 + 99, lines: 2 };
      for (let at = 0; at < 6; at += 1) yield { type: 'quic.packet_lost', test, service: 'server', packet: at };
      yield { type: 'metric.recorded', test, name: `m${index}`, value: index };
      yield { type: 'step.finished', test, ...step, outcome: 'passed', duration_ms: 3, exit_code: 0, tries: 1, failures: [] };
    }
    for (let at = 0; at < 6; at += 1) yield { type: 'quic.packet_lost', test, service: 'server', packet: at };
    yield { type: 'service.stopped', test, service: 'server', exit_code: 0, signal: null, killed: false, expected: true, duration_ms: 50 };
    yield { type: 'test_case.finished', test, outcome: 'passed', success: true, duration_ms: 60, attempt: 1 };
  }
}

/** What nobody can do without: whole events as JSON, in a file. */
async function bare(dir: string): Promise<number> {
  const fd = openSync(path.join(dir, 'bare.jsonl'), 'w');
  const lines: string[] = [];
  let seq = 0;
  for (const draft of run()) {
    if (seq === EVENTS) break;
    lines.push(`${JSON.stringify({ schema: 1, seq: ++seq, time: new Date().toISOString(), run: 'r', ...draft })}\n`);
    if (lines.length === 500) writeSync(fd, lines.splice(0).join(''));
  }
  writeSync(fd, lines.join(''));
  closeSync(fd);
  return seq;
}

const heapMb = (): number => {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1024 / 1024;
};

/** Everything that listens to every run. */
async function everything(dir: string, heaps: number[]): Promise<number> {
  const events = new EventManager({ run: 'r' });
  const model = new RunModel();
  const journal = new Journal(path.join(dir, 'events.jsonl'), (error) => { throw error; }, { batchBytes: 64 * 1024 });
  const settings = { ...DEFAULT_OBSERVER_SETTINGS, logger: { ...DEFAULT_OBSERVER_SETTINGS.logger, file: 'run.log' } };
  const builtIns = builtInObservers({ settings, dir, state: () => model.state() });
  events.registerObserver('**', journal, { priority: Infinity });
  events.registerObserver('**', (event) => model.apply(event), { priority: Number.MAX_VALUE });
  for (const { pattern, observer, options } of builtIns.observers) events.registerObserver(pattern, observer, options);
  let seq = 0;
  for (const draft of run()) {
    if (seq === EVENTS) break;
    events.publishEvent(draft);
    seq += 1;
    if (seq % 1000 === 0) await new Promise((resolve) => setImmediate(resolve));
    if (seq % (EVENTS / 4) === 0) heaps.push(heapMb());
  }
  journal.close();
  const errors = await builtIns.close();
  if (errors.length > 0 || journal.writeErrors > 0 || model.head().seq !== seq) throw new Error(`the work was not done: ${errors.join('; ')}`);
  return seq;
}

/** A million events through journal, run model, logger, progress and metrics. */
export async function wholePipeline(): Promise<Row[]> {
  const dir = mkdtempSync(path.join(tmpdir(), 'pipeline-'));
  const group = '1,000,000 events, everything';
  const heaps: number[] = [];
  const contenders = [{ name: 'JSON.stringify into a file', work: () => bare(dir), times: [] as number[], cpu: [] as number[] }, { name: 'all observers of a run', work: () => everything(dir, heaps), times: [] as number[], cpu: [] as number[] }];
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const { work, times, cpu } of contenders) {
        const [begun, used] = [process.hrtime.bigint(), process.cpuUsage()];
        const done = await work();
        times.push(Number(process.hrtime.bigint() - begun) / done);
        const { user, system } = process.cpuUsage(used);
        cpu.push((user + system) * 1000 / done);
        if (done !== EVENTS) throw new Error(`${group}: ${done} events`);
      }
      const [one, other] = ['bare.jsonl', 'events.jsonl'].map((name) => statSync(path.join(dir, name)).size);
      if (one !== other) throw new Error(`${group}: the journals differ: ${one} and ${other} bytes`);
      rmSync(path.join(dir, 'events.jsonl'));
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
  const perCpuSecond = 1e9 / Math.min(...contenders[1]?.cpu ?? []);
  const [limit = NaN, all = NaN] = contenders.map(({ times }) => [...times].sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? NaN);
  const [first = NaN] = heaps;
  const growth = Math.max(...heaps.slice(0, 4)) - first;
  return [
    { group, name: 'JSON.stringify into a file', ns_per_item: limit, ratio: 1 },
    { group, name: 'all observers of a run', ns_per_item: all, ratio: limit / all, note: `${Math.round(1e9 / all).toLocaleString('en')} events/s, ${Math.round(perCpuSecond).toLocaleString('en')} a second of CPU time; heap ${first.toFixed(0)} MB after a quarter, ${growth.toFixed(1)} MB more at most` },
  ];
}
