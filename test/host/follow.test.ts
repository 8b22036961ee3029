import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { command, eventually, idleApi, inRoot, product, write } from './product';
import type { ObservedEvent, ProductApi, RunState } from './product-api';

/** The first step goes on as soon as the file `go` is there. */
const HELD = `name: held
tests:
  - name: waits
    steps:
      - run: [node, -e, "const w = () => require('node:fs').existsSync('go') ? 0 : setTimeout(w, 5); w()"]
        timeout: 10m
  - name: fails
    steps:
      - run: [node, -e, "process.exit(3)"]
`;

describe('a run that a terminal drives', () => {
  let api: ProductApi;
  let file: vscode.Uri;
  let children: ChildProcess[];
  const go = (): vscode.Uri => inRoot(0, 'go');

  before(async () => {
    api = await idleApi();
  });
  beforeEach(async () => {
    children = [];
    file = await write(inRoot(0, 'held.experiment.yaml'), HELD);
    await eventually('the experiment', () => listed());
    await api.whenIdle();
  });
  afterEach(async () => {
    for (const child of children) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await vscode.workspace.fs.delete(go()).then(undefined, () => undefined);
    await vscode.workspace.fs.delete(file);
    await eventually('no experiment', () => (listed() === undefined ? true : undefined));
  });

  const listed = () => api.experiments().find((experiment) => experiment.file === file.fsPath && experiment.tests.length === 2);
  /** The run that this process drives, in a state that passes. */
  const runOf = (what: string, { pid }: ChildProcess, ok: (state: RunState) => boolean): Promise<RunState> => eventually(what, () => {
    const shown = listed()?.runs.find(({ driver }) => driver === `a terminal (pid ${pid})`);
    const state = api.runs().find(({ run }) => run === shown?.run);
    return state !== undefined && ok(state) ? state : undefined;
  });
  const running = (child: ChildProcess): Promise<RunState> => runOf('the running test case', child, ({ tests }) => tests['waits']?.status === 'running');
  const ended = (child: ChildProcess): Promise<RunState> => runOf('the end', child, ({ status }) => status === 'ended');

  function start(...args: readonly string[]): ChildProcess {
    const cli = path.join(product().extensionPath, 'dist', 'cli.js');
    const child = spawn(process.execPath, [cli, 'run', file.fsPath, ...args], { stdio: 'ignore', env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } });
    children.push(child);
    return child;
  }
  const journal = (dir: string): readonly ObservedEvent[] =>
    readFileSync(path.join(dir, 'events.jsonl'), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as ObservedEvent);

  it('appears by itself, live, says who drives it, and its result stays', async () => {
    let changes = 0;
    const listening = api.onDidChange(() => { changes += 1; });
    const child = start();
    const { dir } = await running(child);
    const seen = Date.now();
    const began = journal(dir).find(({ type }) => type === 'test_case.started');
    console.log(`      seen ${seen - Date.parse(String(began?.['time']))} ms after it began`);
    assert.equal(listed()?.runs[0]?.origin, 'elsewhere');
    assert.equal(await command('stop', file), false);
    assert.equal(child.exitCode, null);
    await write(go(), '');
    await once(child, 'close');
    const { outcome, tests } = await ended(child);
    assert.deepEqual([outcome, tests['waits']?.outcome, tests['fails']?.outcome], ['failed', 'passed', 'failed']);
    assert.equal(listed()?.runs[0]?.origin, 'elsewhere');
    assert.ok(changes > 0);
    listening.dispose();
    await eventually('the problem at its line', () => vscode.languages.getDiagnostics(file).find(({ message }) => message.startsWith('fails: ')));
    assert.deepEqual(journal(dir).map(({ seq }) => seq), journal(dir).map((_, index) => index + 1));
  });

  it('is found in an output folder that nobody named to the window', async () => {
    const output = mkdtempSync(path.join(tmpdir(), 'follow-'));
    try {
      await write(go(), '');
      const child = start('--output', output);
      const { outcome, dir } = await ended(child);
      assert.equal(outcome, 'failed');
      assert.ok(dir.startsWith(output), dir);
    } finally {
      rmSync(output, { recursive: true, force: true });
    }
  });

  it('becomes interrupted when its driver dies', async () => {
    const child = start();
    const { dir } = await running(child);
    child.kill('SIGKILL');
    const { outcome, tests } = await ended(child);
    assert.deepEqual([outcome, tests['waits']?.outcome, tests['fails']?.outcome], ['interrupted', 'interrupted', 'interrupted']);
    await eventually('the summary', () => (existsSync(path.join(dir, 'run.json')) ? true : undefined));
    const finished = journal(dir).filter(({ type }) => type === 'test_case.finished');
    assert.deepEqual(finished.map(({ test }) => test), ['waits', 'fails']);
  });

  it('is shown as one without an end when that cannot be read', async () => {
    await write(go(), '');
    const child = start();
    const { dir, run } = await ended(child);
    if (child.exitCode === null) await once(child, 'close');
    const id = `${new Date().toISOString().replaceAll(/[-:.]/g, '')}-0bad`;
    const damaged = path.join(path.dirname(dir), id);
    mkdirSync(damaged);
    const text = readFileSync(path.join(dir, 'events.jsonl'), 'utf8').replaceAll(run, id).replace('"type":"experiment.finished"', '"type":"');
    writeFileSync(path.join(damaged, 'events.jsonl'), text);
    for (const name of ['owner.json', 'run.json']) copyFileSync(path.join(dir, name), path.join(damaged, name));
    await eventually('the damaged run', () => listed()?.runs.find((shown) => shown.run === id && shown.origin === 'journal'));
    assert.deepEqual(api.runs().filter(({ run: one }) => one === id).map(({ tests }) => tests['fails']?.outcome), ['failed']);
  });

  it('runs beside one of this window, each with its own result', async () => {
    const child = start();
    const { run: followed, dir } = await running(child);
    const own = await api.startRun(file);
    assert.deepEqual(listed()?.runs.slice(0, 2).map(({ run, origin }) => [run, origin]), [[own.run, 'here'], [followed, 'elsewhere']]);
    await write(go(), '');
    const [state] = await Promise.all([own.finished, once(child, 'close')]);
    assert.equal(state.outcome, 'failed');
    assert.equal(journal(dir).at(-1)?.type, 'experiment.finished');
    await eventually('only the newer result', () => (listed()?.runs.length === 1 ? true : undefined));
    assert.deepEqual(listed()?.runs.map(({ origin }) => origin), ['here']);
  });
});
