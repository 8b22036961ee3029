import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type * as PerfHooks from 'node:perf_hooks';
import { bed } from './bed';
import { until } from './until';
import type { Workbench } from './workbench';

const LINES = 200_000;
const LONG_LINE_MB = 5;
/** Writes fast: many lines, a very long one, and bytes that are no UTF-8. */
const FLOOD_JS = `
const { writeSync } = require('node:fs');
const write = (buffer) => { for (let at = 0; at < buffer.length;) { try { at += writeSync(1, buffer, at); } catch (error) { if (error.code !== 'EAGAIN') throw error; } } };
for (let line = 0; line < ${LINES}; line += 1000) write(Buffer.from(Array.from({ length: 1000 }, (_, index) => 'line ' + (line + index) + ' of the flood\\n').join('')));
write(Buffer.alloc(${LONG_LINE_MB} * 1024 * 1024, 'x'));
write(Buffer.from([0x0a, 0xff, 0xfe, 0xc3, 0x28, 0xe2, 0x82, 0x0a, 0xf0, 0x9f]));
write(Buffer.from('\\nflooded\\n'));
`;
const FLOOD = `name: flood
tests:
  - name: floods
    services:
      flood:
        command: [node, -e, "require('./flood.js'); setInterval(() => {}, 1000)"]
        ready: { log: '^flooded$', timeout: 60s }
    steps:
      - run: [node, flood.js]
`;

describe('a flood of output in the workbench', function () {
  let workbench: Workbench;
  before(async () => {
    workbench = await bed.open('flood', { 'flood.js': FLOOD_JS, 'flood.experiment.yaml': FLOOD });
    await until('the tree', () => workbench.tree(), (tree) => tree.includes('floods'));
    await workbench.command('Experiments: Show Event Log');
  });
  after(() => workbench?.close());

  /** A person opens and closes the palette. @returns how long that took, in ms */
  async function palette(): Promise<number> {
    const before = performance.now();
    await workbench.page.keyboard.press('F1');
    await workbench.page.waitForSelector('.quick-input-list .monaco-list-row');
    await workbench.page.keyboard.press('Escape');
    await workbench.page.waitForSelector('.quick-input-widget', { state: 'hidden' });
    return performance.now() - before;
  }

  it('loses no byte, and the palette still opens and closes', async () => {
    await palette();
    const calm = await palette();
    await workbench.probe.ask(async ({ api, kept, require, argument }) => {
      const { monitorEventLoopDelay } = require('node:perf_hooks') as typeof PerfHooks;
      const delay = monitorEventLoopDelay({ resolution: 5 });
      delay.enable();
      kept['delay'] = delay;
      await api.startRun(argument);
    }, workbench.file('flood.experiment.yaml'));
    const times: number[] = [];
    do times.push(await palette()); while ((await workbench.probe.ask(({ api }) => api.runs()[0]?.status)) !== 'ended');
    const worst = Math.max(...times);
    const [state] = await workbench.probe.ask(async ({ api }) => { await api.whenIdle(); return api.runs(); });
    assert.equal(state?.outcome, 'passed', JSON.stringify(state));
    const lag = await workbench.probe.ask(({ kept }) => (kept['delay'] as PerfHooks.IntervalHistogram).max / 1e6);
    console.log(`      worst of ${times.length} palettes: ${worst.toFixed(0)} ms (before: ${calm.toFixed(0)} ms); longest pause of the extension host: ${lag.toFixed(0)} ms`);

    const expected = spawnSync(process.execPath, [workbench.file('flood.js')], { maxBuffer: 2 ** 26 }).stdout;
    assert.ok(expected.length > LONG_LINE_MB * 1024 * 1024 + LINES);
    const [test] = Object.values(state.tests);
    const dir = path.join(state.dir, test?.dir ?? '');
    const logs = (await readdir(dir, { recursive: true })).filter((name) => name.endsWith('.stdout.log'));
    assert.equal(logs.length, 2, logs.join(', '));
    for (const log of logs) {
      const written = await readFile(path.join(dir, log));
      assert.ok(written.equals(expected), `${log} has ${written.length} bytes, expected ${expected.length}, or others`);
    }
  });
});
