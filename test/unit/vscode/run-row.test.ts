import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import type { HistoryRow } from '../../../src/runs';
import { RunNode, runRow } from '../../../src/vscode/history/run-row';
import { moment } from '../../../src/vscode/model/moment';

const STARTED = '2026-01-02T03:04:05.000Z';
const counts = { total: 4, flaky: 0, passed: 3, failed: 1, error: 0, skipped: 0, cancelled: 0, interrupted: 0 };
const run: HistoryRow = {
  id: '20260102T030405000Z-ab12', dir: '/out/load-1a2b3c4d/20260102T030405000Z-ab12', outcome: 'failed',
  owner: { schema: 1, kind: 'cli', host: hostname(), pid: 42, startTime: '1', bootId: 'b' },
  summary: { schema: 1, run: '20260102T030405000Z-ab12', experiment: 'load', file: '/x/load.experiment.yaml', dir: '/elsewhere', started: STARTED, finished: STARTED, duration_ms: 1234, counts },
};

describe('rows of the Runs view', () => {
  it('say what ran, what came of it, when, and how long it took', () => {
    const row = runRow(new RunNode(run));
    assert.deepEqual([row.label, row.description, row.icon.id, row.context], ['load', `3 passed, 1 failed, ${moment(STARTED)}, 1.2 s`, 'error', 'run.ended.failed']);
    assert.equal(row.spoken, `run of load, 3 passed, 1 failed, ${moment(STARTED)}, 1.2 seconds`);
    assert.equal(row.tooltip, ['Run 20260102T030405000Z-ab12', 'failed', '/x/load.experiment.yaml', run.dir, 'driven by a terminal (pid 42)'].join('\n\n'));
  });

  it('are old where they come from elsewhere', () => {
    const row = runRow(new RunNode(run, true));
    assert.deepEqual([row.description, row.old, row.context], [`3 passed, 1 failed, ${moment(STARTED)}, 1.2 s, opened`, true, 'run.ended.failed.opened']);
    assert.deepEqual(row.icon, { id: 'error', color: 'descriptionForeground' });
  });

  it('say which values were not those of the file', () => {
    const { summary } = run;
    assert.ok(summary);
    const row = runRow(new RunNode({ ...run, summary: { ...summary, variables: { port: '81', hosts: `["${'a'.repeat(80)}"]` } } }));
    assert.equal(row.description, `3 passed, 1 failed, ${moment(STARTED)}, 1.2 s, with port=81, hosts=["${'a'.repeat(43)}…`);
    assert.match(row.spoken, /1\.2 seconds, with port=81/);
    assert.match(row.tooltip ?? '', new RegExp(`Variables: port=81, hosts=\\["a{80}"\\]`));
  });

  it('show one that goes on, one without counts, and one of which nothing is known', () => {
    const { outcome: _, ...running } = run;
    const live = runRow(new RunNode(running));
    assert.deepEqual([live.description, live.icon.id, live.context], [`running, ${moment(STARTED)}`, 'sync~spin', 'run.running']);
    const { summary, ...unknown } = run;
    assert.ok(summary);
    const none = runRow(new RunNode({ ...run, outcome: 'cancelled', summary: { ...summary, counts: { ...counts, total: 0, passed: 0, failed: 0 } } }));
    assert.equal(none.description, `cancelled, ${moment(STARTED)}, 1.2 s`);
    const lost = runRow(new RunNode({ ...unknown, outcome: 'interrupted' }));
    assert.deepEqual([lost.label, lost.description, lost.icon.id, lost.context], [run.id, 'interrupted', 'debug-disconnect', 'run.ended']);
  });
});
