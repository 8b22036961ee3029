import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { command, eventually, idleApi, inRoot, run, write } from './product';
import type { ProductApi, RunReport } from './product-api';

interface RoundsReport {
  readonly verdict: string;
  readonly rounds: number;
  readonly passed: number;
  readonly reports: readonly RunReport[];
}

/** Fails the third time. */
const LATE = `name: late
tests:
  - name: counts
    tags: [slow]
    steps:
      - run: [node, -e, "const fs = require('fs'); fs.appendFileSync('count', 'x'); process.exit(fs.readFileSync('count', 'utf8').length < 3 ? 0 : 1)"]
  - name: follows
    tags: [quick]
    steps: [{ wait: 1ms }]
`;

describe('running again', () => {
  let api: ProductApi;
  let file: vscode.Uri;
  before(async () => {
    api = await idleApi();
    file = await write(inRoot(0, 'late', 'late.experiment.yaml'), LATE);
  });
  beforeEach(() => vscode.workspace.fs.delete(inRoot(0, 'late', 'count')).then(undefined, () => undefined));
  after(() => vscode.workspace.fs.delete(inRoot(0, 'late'), { recursive: true }));
  const totals = (reports: readonly RunReport[]): (number | undefined)[] => reports.map(({ counts }) => counts?.['total']);

  it('repeats a file until it fails, and keeps that run and the one before', async () => {
    const dirs: string[] = [];
    const heard = api.registerObserver('experiment.configured', (event) => { dirs.push(String(event['dir'])); });
    const { verdict, rounds, passed, reports } = await command<RoundsReport>('runUntilFailure', file, 10);
    heard.dispose();
    assert.deepEqual([verdict, rounds, passed], ['failed', 3, 4]);
    assert.deepEqual(reports.map(({ outcome }) => outcome), ['failed']);
    assert.equal(dirs.length, 3);
    assert.deepEqual(dirs.map((dir) => existsSync(path.join(dir, 'run.json'))), [false, true, true]);
  });

  it('repeats one test case so many times', async () => {
    const [, follows] = api.experiments().find(({ name }) => name === 'late')?.tests ?? [];
    const { verdict, rounds, passed, reports } = await command<RoundsReport>('runUntilFailure', file, 4, follows?.id);
    assert.deepEqual([verdict, rounds, passed], ['passed', 4, 4]);
    assert.deepEqual(totals(reports), [1]);
  });

  it('is stopped by the command that stops', async () => {
    const [, follows] = api.experiments().find(({ name }) => name === 'late')?.tests ?? [];
    let begun = 0;
    const heard = api.registerObserver('experiment.started', () => { begun += 1; });
    const ended = command<RoundsReport>('runUntilFailure', file, 0, follows?.id);
    await eventually('the second round', () => (begun >= 2 ? true : undefined));
    assert.equal(await command('stop', file), true);
    const { verdict, rounds } = await ended;
    heard.dispose();
    assert.equal(verdict, 'stopped');
    assert.ok(rounds >= 2);
  });

  it('runs what matches a part of a name, a pattern, or a tag', async () => {
    assert.deepEqual(totals(await command('runMatching', file, 'FOLL')), [1]);
    assert.deepEqual(totals(await command('runMatching', file, '*o*')), [2]);
    assert.deepEqual(totals(await command('runMatching', file, '#quick')), [1]);
    assert.deepEqual(await command('runMatching', file, '#none'), []);
  });

  it('runs what failed in an earlier run', async () => {
    await write(inRoot(0, 'late', 'count'), 'xxx');
    const { dir, outcome } = await run(file);
    assert.equal(outcome, 'failed');
    await vscode.workspace.fs.delete(inRoot(0, 'late', 'count'));
    assert.equal((await run(file)).outcome, 'passed');
    const reports = await command<readonly RunReport[]>('runFailedOf', dir);
    assert.deepEqual(reports.map(({ outcome: now, counts }) => [now, counts?.['total']]), [['passed', 1]]);
  });

  it('runs what failed in an earlier run as often as that one was told', async () => {
    const started = await api.startRun(file, { iterations: 4 });
    const { counts } = await started.finished;
    assert.deepEqual([counts['total'], counts['failed']], [8, 2]);
    const failing = [['runFailed', file], ['runFailedOf', started.dir]] as const;
    for (const [name, argument] of failing) {
      const reports = await command<readonly RunReport[]>(name, argument);
      assert.deepEqual(reports.map(({ counts: now }) => [now?.['total'], now?.['failed']]), [[2, 2]], name);
    }
    assert.deepEqual(totals(await command('runAgain', file)), [2]);
    await assert.rejects(api.startRun(file, { iterations: 0 }), /iterations to be a whole number above 0, found 0/);
  });
});
