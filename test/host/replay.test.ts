import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { command, eventually, idleApi, inRoot, run, write } from './product';
import type { ObservedEvent, ProductApi } from './product-api';

const SAMPLE = `name: happened
tests:
  - name: passes
    steps: [{ run: [node, -e, "console.log('hello')"] }]
  - name: fails
    steps: [{ run: [node, -e, "process.exit(3)"] }]
`;

interface ReplayReport { readonly run: string; readonly told: number; readonly stopped: boolean; readonly notes: readonly { readonly line: number; readonly message: string }[] }

describe('replaying a run', () => {
  let api: ProductApi;
  let file: vscode.Uri;
  let dir: string;
  before(async () => {
    api = await idleApi();
    file = await write(inRoot(0, 'happened.experiment.yaml'), SAMPLE);
    dir = (await run(file)).dir ?? '';
  });
  after(async () => {
    await command('backToNow');
    await vscode.workspace.fs.delete(file);
  });
  const journal = (): string => path.join(dir, 'events.jsonl');
  const recorded = (): ObservedEvent[] => readFileSync(journal(), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as ObservedEvent);
  const contents = (): string[] => readdirSync(dir, { recursive: true, encoding: 'utf8' }).sort().map((name) => `${name} ${statSync(path.join(dir, name)).mtimeMs} ${statSync(path.join(dir, name)).size}`);

  it('tells its events to observers that want to hear replays, and to no others, and writes nothing', async () => {
    const before = contents();
    const states = JSON.stringify(api.runs());
    const heard: ObservedEvent[] = [];
    const failures: string[] = [];
    let unasked = 0;
    const registrations = [
      api.registerObserver('**', (event) => { heard.push(event); }, { hearsReplays: true }),
      api.registerObserver('test_case.finished', (event) => { failures.push(String(event['outcome'])); throw new Error('broken on purpose'); }, { hearsReplays: true }),
      api.registerObserver('**', () => { unasked += 1; }),
    ];
    try {
      const report = await command<ReplayReport>('replayRun', dir, 'max');
      const events = recorded();
      assert.deepEqual([report.told, report.stopped, report.notes], [events.length, false, []]);
      assert.deepEqual(heard.filter((event) => event.type !== 'observer.error'), events);
      assert.deepEqual(failures.sort(), ['failed', 'passed']);
      assert.equal(unasked, 0);
      assert.ok(heard.every((event) => Object.isFrozen(event)));
    } finally {
      for (const registration of registrations) registration.dispose();
    }
    assert.deepEqual(contents(), before);
    assert.equal(JSON.stringify(api.runs()), states);
  });

  it('can be stopped', async () => {
    const told: string[] = [];
    const registration = api.registerObserver('**', (event) => { told.push(event.type); }, { hearsReplays: true });
    // A thousandth of the speed: it would take minutes.
    const replaying = command<ReplayReport>('replayRun', dir, '0.001');
    await eventually('the first event', () => (told.length > 0 ? true : undefined));
    assert.equal(await command('stopReplay'), true);
    const report = await replaying;
    registration.dispose();
    assert.equal(report.stopped, true);
    assert.ok(report.told < recorded().length);
    assert.equal(await command('stopReplay'), false);
  });

  it('is ended by a new run of the experiment', async () => {
    let told = 0;
    const registration = api.registerObserver('**', () => { told += 1; }, { hearsReplays: true });
    const replaying = command<ReplayReport>('replayRun', dir, '0.001');
    await eventually('the first event', () => (told > 0 ? true : undefined));
    registration.dispose();
    assert.equal((await run(file)).outcome, 'failed');
    assert.equal((await replaying).stopped, true);
  });

  it('replays what is left of a torn journal of an older schema, with notes', async () => {
    const [first, ...others] = recorded();
    const folder = await run(file).then((report) => report.dir ?? '');
    const torn = path.join(folder, 'events.jsonl');
    const lines = [{ ...first, schema: 0 }, ...others].map((event) => JSON.stringify(event)).join('\n');
    await write(vscode.Uri.file(torn), lines);
    appendFileSync(torn, '\n{"schema":1,"seq":');
    const report = await command<ReplayReport>('replayRun', folder, 'max');
    assert.equal(report.told, others.length + 1);
    assert.match(report.notes.map(({ message }) => message).join('\n'), /older schema 0[^]*unfinished last line/);
  });

  it('says that there is nothing to replay', async () => {
    const told = await command('replayRun', path.join(dir, 'nowhere'), 'max');
    assert.equal(told, undefined);
    assert.equal(await command('replayRun', dir, 'fast'), undefined);
  });
});
