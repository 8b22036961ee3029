import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Row } from '../measure';
import { onPath } from './on-path';
import { observer } from './observer';
import { compareProcesses, type ProcessContender } from './whole-process';

const COUNT = 1000;
const PEERS = path.resolve('test/bench/engine/peers');

/** A thousand test cases of one step `/bin/true`, at one and at two in parallel: everything that a run does around a command. */
export async function commands(): Promise<Row[]> {
  const dir = mkdtempSync(path.join(tmpdir(), 'commands-'));
  try {
    writeFileSync(path.join(dir, 'commands.experiment.yaml'), experiment());
    writeFileSync(path.join(dir, 'commands.bats'), Array.from({ length: COUNT }, (_, index) => `@test "case ${index}" { /bin/true; }\n`).join(''));
    writeFileSync(path.join(dir, 'ballast.cjs'), 'globalThis.ballast = Buffer.alloc(200e6, 1);\n');
    const rows: Row[] = [];
    for (const parallel of [1, 2]) rows.push(...await compareProcesses(`${COUNT} × /bin/true, ${parallel} at once`, COUNT, contenders(dir, parallel)));
    return rows;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const experiment = (): string =>
  `name: commands\ntests:\n  - name: command\n    matrix: { n: [${Array.from({ length: COUNT }, (_, index) => index).join(', ')}] }\n    steps:\n      - run: [/bin/true]\n`;

function contenders(dir: string, parallel: number): ProcessContender[] {
  const out = path.join(dir, `out-${parallel}`);
  mkdirSync(out);
  const file = path.join(dir, 'commands.experiment.yaml');
  const env = { COUNT: String(COUNT), PARALLEL: String(parallel), CI: '1', OUTPUT: path.join(out, 'playwright') };
  const bin = (name: string): string => path.resolve('test/bench/node_modules/.bin', name);
  const numberIn = (pattern: RegExp) => (text: string): number => Number(pattern.exec(text.replaceAll(/\x1b\[[\d;]*m/g, ''))?.[1] ?? 0);
  return [
    { name: 'bare loop of spawns', command: [process.execPath, path.join(PEERS, 'bare-spawns.mjs'), path.join(out, 'bare'), String(COUNT), String(parallel)], done: Number },
    observer({ file, out, args: ['--parallel', String(parallel)] }),
    { ...observer({ file, out, args: ['--parallel', String(parallel)], node: ['-r', path.join(dir, 'ballast.cjs')] }), name: 'the same, in a Node of 200 MB' },
    { name: 'node --test', command: [process.execPath, '--test', path.join(PEERS, 'node-test.mjs')], env, done: numberIn(/^# pass (\d+)$/m) },
    { name: 'vitest', command: [bin('vitest'), 'run', '--root', PEERS], env, done: numberIn(/Tests\s+(\d+) passed/) },
    { name: 'Playwright Test', once: true, command: [bin('playwright'), 'test', '--config', path.join(PEERS, 'playwright.config.mjs')], env: { ...env, SPEC: 'commands.playwright.mjs' }, done: numberIn(/(\d+) passed/) },
    ...onPath('parallel', (program): ProcessContender => ({
      name: 'GNU parallel', done: () => readFileSync(path.join(out, 'joblog'), 'utf8').split('\n').filter((line) => line.split('\t')[6] === '0').length,
      command: [program, '--will-cite', `-j${parallel}`, '--results', path.join(out, 'gnu'), '--joblog', path.join(out, 'joblog'), '/bin/true', ':::', ...Array.from({ length: COUNT }, (_, index) => String(index))],
    })),
    ...onPath('bats', (program): ProcessContender => ({
      name: 'bats', once: true, command: [program, ...(parallel > 1 ? ['--jobs', String(parallel)] : []), '--tap', path.join(dir, 'commands.bats')], done: (text) => text.split('\n').filter((line) => line.startsWith('ok ')).length,
    })),
  ];
}
