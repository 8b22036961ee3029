import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { command, idleApi, inRoot, run } from './product';
import type { RunReport } from './product-api';

describe('a run from elsewhere', () => {
  let dir: string;
  let artifact: string;
  before(async () => {
    await idleApi();
    dir = await mkdtemp(path.join(tmpdir(), 'from-elsewhere-'));
    artifact = path.join(dir, 'artifact');
    const own = await run(inRoot(0, 'deep', 'one.experiment.yaml'));
    await cp(own.dir ?? '', artifact, { recursive: true });
    // As another machine, with another path separator, would have written it.
    const { fsPath } = inRoot(0, 'deep', 'one.experiment.yaml');
    for (const name of ['events.jsonl', 'run.json']) {
      const file = path.join(artifact, name);
      await writeFile(file, readFileSync(file, 'utf8').replaceAll(JSON.stringify(own.dir).slice(1, -1), '/ci/outputs').replaceAll(JSON.stringify(fsPath).slice(1, -1), '/ci/deep/one.experiment.yaml'));
    }
  });
  after(async () => {
    await command('backToNow');
    await rm(dir, { recursive: true, force: true });
  });

  /** What a command tells as an error, in place of showing it. */
  async function failing(argument: unknown): Promise<string> {
    const window = vscode.window as unknown as { showErrorMessage: unknown };
    const { showErrorMessage } = window;
    let told = '';
    window.showErrorMessage = (message: string) => {
      told = message;
      return Promise.resolve(undefined);
    };
    try {
      assert.equal(await command('openRun', argument), undefined);
      return told;
    } finally {
      window.showErrorMessage = showErrorMessage;
    }
  }

  it('is opened by its folder, its journal, or a folder above', async () => {
    assert.deepEqual(await command('openRun', artifact), [artifact]);
    assert.deepEqual(await command('openRun', vscode.Uri.file(path.join(artifact, 'events.jsonl'))), [vscode.Uri.file(artifact).fsPath]);
    const { dir: own = '' } = await run(inRoot(0, 'deep', 'one.experiment.yaml'));
    const above = path.dirname(own);
    assert.deepEqual((await command<readonly string[]>('openRun', above)).toSorted(), (await readdir(above)).toSorted().map((name) => path.join(above, name)));
    for (const name of await readdir(above)) await command('closeRun', path.join(above, name));
  });

  it('is replayed, and what failed in it runs here', async () => {
    assert.equal((await command<{ readonly stopped: boolean }>('replayRun', artifact, 'max')).stopped, false);
    await command('backToNow');
    const [report, ...others] = await command<readonly RunReport[]>('runFailedOf', artifact);
    assert.deepEqual([others.length, report?.file, report?.counts?.['total'], report?.outcome], [0, inRoot(0, 'deep', 'one.experiment.yaml').fsPath, 1, 'failed']);
  });

  it('is refused with the reason where it is broken', async () => {
    const broken = path.join(dir, 'broken');
    await cp(artifact, broken, { recursive: true });
    const journal = path.join(broken, 'events.jsonl');
    await writeFile(journal, '');
    assert.match(await failing(broken), /events\.jsonl is no journal of a run: it is empty\.$/);
    await writeFile(journal, 'no JSON at all\n');
    assert.match(await failing(broken), /events\.jsonl is no journal of a run: line 1: .+\.$/);
    const [, second = ''] = readFileSync(path.join(artifact, 'events.jsonl'), 'utf8').split('\n');
    await writeFile(journal, `${second}\n`);
    assert.match(await failing(broken), /events\.jsonl is no journal of a run: it begins with experiment\.started, expected experiment\.configured\.$/);
    await rm(journal);
    assert.match(await failing(broken), /broken is no folder of a run, nor one of runs: there is no events\.jsonl in it\.$/);
  });

  it('is closed once', async () => {
    assert.equal(await command('closeRun', artifact), true);
    assert.equal(await command('closeRun', artifact), false);
  });
});
