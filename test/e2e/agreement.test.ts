import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { bed } from './bed';
import { until } from './until';
import type { Workbench } from './workbench';

const ALL_OUTCOMES = `name: all outcomes
tests:
  - name: passes
    matrix: { n: [1, 2, 3] }
    steps: [{ wait: 1ms }]
  - name: fails
    iterations: 2
    steps: [{ run: [node, -e, "process.exit(3)"] }]
  - name: breaks
    steps: [{ run: ["\${{ test.dir }}/no-such-program"] }]
  - name: is skipped
    skip: not today
    steps: [{ wait: 1ms }]
`;
const COUNTS = { total: 7, flaky: 0, passed: 3, failed: 2, error: 1, skipped: 1, cancelled: 0, interrupted: 0 };
const TEXT = '3 passed, 2 failed, 1 error, 1 skipped';

interface Summary { readonly dir: string; readonly run: string; readonly counts: object; readonly tests: readonly { readonly id: string; readonly outcome: string }[] }

describe('tree, status bar, command line, run.json and junit.xml', () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await bed.open('agreement', { 'all.experiment.yaml': ALL_OUTCOMES });
  });
  after(() => workbench?.close());

  it('agree for a run of the window', async () => {
    await workbench.command('Experiments: Run All Experiments');
    await until('the tree', () => workbench.tree(), (text) => text.startsWith(`warning all outcomes ${TEXT}\n`));
    assert.equal(await workbench.untilStatus((text) => text.includes('of')), '3 of 7 failed');
    const [state] = await workbench.probe.ask(async ({ api }) => { await api.whenIdle(); return api.runs(); });
    assert.deepEqual(state?.counts, COUNTS);
    await sameOnDisk(state.dir, state.order.map((id) => ({ id, outcome: state.tests[id]?.outcome ?? '' })));
    const icons = (await workbench.tree()).split('\n').filter((line) => /^ {2}\S/.test(line)).map((line) => line.trim().split(' ')[0]);
    assert.deepEqual(icons, ['pass', 'pass', 'pass', 'error', 'error', 'warning', 'debug-step-over']);
    const { stdout } = commandLine('replay', state.dir);
    assert.match(stdout, new RegExp(`^error: ${TEXT} of 7 in `, 'm'));
  });

  it('agree for a run of the command line, which the window shows after a reload', async () => {
    const { stdout, status } = commandLine('run', workbench.file('all.experiment.yaml'));
    assert.equal(status, 1, stdout);
    assert.match(stdout, new RegExp(`^error: ${TEXT} of 7 in `, 'm'));
    const dir = /^Run folder: (.*)$/m.exec(stdout)?.[1] ?? '';
    await workbench.reload();
    const [state] = await workbench.probe.ask(async ({ api }) => { await api.whenIdle(); return api.runs(); });
    assert.equal(state?.run, path.basename(dir));
    assert.deepEqual(state.counts, COUNTS);
    await sameOnDisk(dir, state.order.map((id) => ({ id, outcome: state.tests[id]?.outcome ?? '' })));
    await until('the tree', () => workbench.tree(), (text) => text.startsWith(`warning all outcomes ${TEXT}, last run `));
  });
});

async function sameOnDisk(dir: string, tests: Summary['tests']): Promise<void> {
  const summary = JSON.parse(await readFile(path.join(dir, 'run.json'), 'utf8')) as Summary;
  assert.deepEqual(summary.counts, COUNTS);
  assert.deepEqual(summary.tests.map(({ id, outcome }) => ({ id, outcome })), tests);
  const junit = await readFile(path.join(dir, 'junit.xml'), 'utf8');
  const [, ...attributes] = /<testsuite [^>]*tests="(\d+)"[^>]*failures="(\d+)"[^>]*errors="(\d+)"[^>]*skipped="(\d+)"/.exec(junit) ?? [];
  assert.deepEqual(attributes.map(Number), [7, 2, 1, 1], junit);
  const elements = (name: string): number => junit.match(new RegExp(`<${name}[ >/]`, 'g'))?.length ?? 0;
  assert.deepEqual(['testcase', 'skipped', 'error'].map(elements), [7, 1, 1]);
}

const commandLine = (command: string, what: string) =>
  spawnSync(process.execPath, [path.join(installedProduct(), 'dist', 'cli.js'), command, what, '--reporter', 'plain'], { encoding: 'utf8' });

function installedProduct(): string {
  const extensions = process.env['E2E_EXTENSIONS'] ?? '';
  const name = readdirSync(extensions).find((entry) => entry.startsWith('experiment-observer.')) ?? '';
  return path.join(extensions, name);
}
