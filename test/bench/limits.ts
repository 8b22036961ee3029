import path from 'node:path';
import type { BuiltInEvent } from '../../src/events';
import { readJournal } from '../../src/results';
import { Bench, fileText, type Running } from '../cli/bench';
import { eventsIn } from '../cli/outcome-told';
import { allowedMs, HANGING_PLUGIN, latenessOf, LIMIT_LEVELS, ofServer } from '../cli/limit-levels';
import { aliveWith, survivors, type Alive } from '../cli/processes-alive';
import { CRASHING, STUBBORN_SERVER, stubborn } from '../cli/sample-files';
import type { Row } from './measure';

/** How often each limit is run into, and each stop is tried. */
const RUNS = Number(process.env['RUNS'] ?? 5);
const GRACE_MS = 300;
const DEATH = { name: 'dies', tests: [{ name: 'dies', services: { first: { command: ['sleep', '1000'] }, server: { command: ['sh', '-c', 'seq 30; exit 3'], ready: { log: 'never' }, depends_on: ['first'] } }, steps: [{ run: ['true'] }] }] };

/** How late time limits fire and stops come to their end, as whole processes; `ratio` is what is allowed by the worst. */
export async function limits(): Promise<readonly Row[]> {
  const bench = await Bench.open();
  try {
    await bench.write('hanging.mjs', HANGING_PLUGIN);
    await bench.write('stubborn.js', STUBBORN_SERVER);
    await bench.write('dies.yaml', JSON.stringify(DEATH));
    const rows: Row[] = [];
    for (const limit of LIMIT_LEVELS) {
      await bench.write('limits.yaml', JSON.stringify(limit.file));
      rows.push(row(`limit: ${limit.level}`, allowedMs(limit.limitMs), await repeated(RUNS, async () => latenessOf(limit, await eventsOf(bench, 'limits.yaml')))));
    }
    rows.push(row('a death before ready is told', 250, await repeated(RUNS, async () => deathToldMs(await eventsOf(bench, 'dies.yaml')))));
    await bench.write('stubborn.yaml', stubborn(`${GRACE_MS}ms`));
    rows.push(row('stop during the steps, after its grace', 500, await repeated(RUNS, () => stopMs(bench, steps, 1))));
    rows.push(row('stop during start-up, after its grace', 500, await repeated(RUNS, () => stopMs(bench, startUp, 1))));
    await bench.write('stubborn.yaml', stubborn('10m'));
    rows.push(row('second stop during the steps', 500, await repeated(RUNS, () => stopMs(bench, steps, 2))));
    rows.push(row('second stop during start-up', 500, await repeated(RUNS, () => stopMs(bench, startUp, 2))));
    await bench.write('crashing.yaml', CRASHING);
    const deaths = await repeated(RUNS, () => livesOnMs(bench));
    rows.push(row('what lives on when the engine is killed', 2000, deaths.map(([most]) => most)));
    rows.push(row('the same, of what had left its session', 5000, deaths.map(([, all]) => all)));
    return rows;
  } finally {
    await bench.close();
  }
}

async function repeated<T>(times: number, measure: () => Promise<T>): Promise<readonly T[]> {
  const all: T[] = [];
  while (all.length < times) all.push(await measure());
  return all;
}

function row(name: string, allowed: number, ms: readonly number[]): Row {
  const sorted = [...ms].sort((a, b) => a - b);
  const [median = NaN, worst = NaN] = [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  const within = ms.filter((one) => one <= allowed).length;
  return { group: 'limits', name, ns_per_item: worst * 1e6, ratio: allowed / Math.max(1, worst), note: `median ${median.toFixed(0)} ms, worst ${worst.toFixed(0)} ms, ${within} of ${ms.length} within ${allowed} ms` };
}

async function eventsOf(bench: Bench, file: string): Promise<readonly BuiltInEvent[]> {
  const { stderr } = await bench.run('run', file);
  const [left] = await survivors(bench.mark);
  if (left !== undefined) throw new Error(`${left.command} lives on: ${stderr}`);
  const dir = (await bench.runDirs()).at(-1) ?? '';
  return (await readJournal(path.join(dir, 'events.jsonl'))).events as readonly BuiltInEvent[];
}

/** From the start of a program that ends at once to the report of its end, with its last 20 lines. */
function deathToldMs(events: readonly BuiltInEvent[]): number {
  const begun = events.find(ofServer('service.starting'));
  const told = events.find((event) => event.type === 'service.error');
  if (begun === undefined || told?.type !== 'service.error' || told.last_lines?.length !== 20) throw new Error('the last 20 lines are not told');
  return Date.parse(told.time) - Date.parse(begun.time);
}

const steps = async (bench: Bench): Promise<void> => void await fileText(bench.path('latch'));
const startUp = async (_bench: Bench, running: Running): Promise<void> => {
  await running.until(({ stdout }) => stdout !== '');
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 300));
};

/** From the last stop to the end of the whole process, beyond the grace period that it has. */
async function stopMs(bench: Bench, moment: (bench: Bench, running: Running) => Promise<void>, times: 1 | 2): Promise<number> {
  await bench.write('latch', '');
  const running = bench.start(['run', 'stubborn.yaml']);
  await moment(bench, running);
  running.child.kill('SIGINT');
  if (times === 2) {
    await running.until(({ stderr }) => stderr.includes('Stopping'));
    running.child.kill('SIGINT');
  }
  const begun = performance.now();
  const { code, stderr } = await running.ended;
  const ms = performance.now() - begun;
  const [left] = await survivors(bench.mark);
  if (code !== 130 || left !== undefined) throw new Error(`exit code ${String(code)}, alive: ${left?.command ?? 'nobody'}\n${stderr}`);
  return times === 1 ? ms - GRACE_MS : ms;
}

/** The supervisor stays until it has found what left its session. */
const maySurvive = ({ command }: Alive): boolean => /left-its-session|supervisor\.js/.test(command);

/** From the SIGKILL of a run, at a random event, until nobody lives but those who left their session, and until nobody does. */
async function livesOnMs(bench: Bench): Promise<readonly [most: number, all: number]> {
  const running = bench.start(['run', 'crashing.yaml', '--reporter', 'events']);
  const moment = 2 + Math.floor(Math.random() * 40);
  await running.until(({ stdout }) => eventsIn(stdout) >= moment);
  running.child.kill('SIGKILL');
  const killed = performance.now();
  let most = NaN;
  for (let alive = await aliveWith(bench.mark); alive.length > 0; alive = await aliveWith(bench.mark)) if (Number.isNaN(most) && alive.every(maySurvive)) most = performance.now() - killed;
  const all = performance.now() - killed;
  return [Number.isNaN(most) ? all : most, all];
}
