import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { RunSummary } from '../../src/results';
import { Bench } from './bench';

const EXPERIMENT = `name: Load
tests:
  - name: under load
    matrix: { clients: [10] }
    services:
      server: { command: [node, -e, "require('fs').writeFileSync('data.aof', ''); console.log('up'); setInterval(() => {}, 1000)"], cwd: "\${{ test.dir }}", ready: { log: up } }
    steps:
      - id: fetch
        run: [node, -e, "console.log('rps: 812.5'); process.exitCode = 7"]
        capture: { rps: 'rps: ([\\d.]+)' }
    artifacts: ['*.aof']
`;

/** Which keys there are, with the types of what stands there; names that are the user's own are left out. */
function form(value: unknown, at = ''): readonly string[] {
  if (Array.isArray(value)) return value.length === 0 ? [] : form(value[0], `${at}[]`);
  if (typeof value !== 'object' || value === null) return [`${at}: ${value === null ? 'null' : typeof value}`];
  return Object.entries(value).flatMap(([key, inner]) => form(inner, `${at}.${['tests[].services', 'tests[].metrics', 'tests[].matrix'].includes(at.slice(1)) ? '*' : key}`));
}

describe('the forms of JSON for scripts', function () {
  this.timeout(60_000);
  let bench: Bench;
  before(async () => { bench = await Bench.open({ 'load.experiment.yaml': EXPERIMENT }); });
  after(() => bench.close());

  it('of run.json is what the guide shows, and names the folder of each test case', async () => {
    const guide = await readFile('docs/guide.md', 'utf8');
    const shown: unknown = JSON.parse(/```json\n(\{ "schema": 1, "run"[^]*?)\n```/.exec(guide)?.[1] ?? '');
    const { stdout } = await bench.run('run', 'load.experiment.yaml', '--no-plugins', '--reporter', 'json');
    const summary = JSON.parse(stdout) as RunSummary;
    const told = form({ ...summary, tests: summary.tests.map((test) => ({ ...test, metrics: { rps: test.metrics['rps'] }, attempts: test.attempts.map((attempt) => ({ ...attempt, failures: [] })) })) });
    assert.deepEqual(told, form(shown));
    const [test] = summary.tests;
    const dir = path.join(summary.dir, test?.dir ?? '');
    for (const log of test?.logs ?? []) await readFile(path.join(dir, log));
    for (const artifact of test?.artifacts ?? []) await readFile(path.join(dir, 'artifacts', artifact));
    assert.equal(await readFile(path.join(dir, 'steps/01-fetch.stdout.log'), 'utf8'), 'rps: 812.5\n');
    assert.deepEqual([test?.artifacts.length, test?.logs.length], [1, 4]);
  });
});
