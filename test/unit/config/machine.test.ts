import assert from 'node:assert/strict';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadExperimentText, type LoadedExperiment } from '../../../src/config';
import { oneTest, told } from './reading';

describe('what this machine lacks', () => {
  let dir = '';
  before(async () => {
    dir = await realpath(await mkdtemp(path.join(tmpdir(), 'machine-')));
    await mkdir(path.join(dir, 'bin'));
    await mkdir(path.join(dir, 'impl'));
    for (const file of ['bin/tool', 'impl/own']) await writeFile(path.join(dir, file), '#!/bin/sh\n', { mode: 0o755 });
    await writeFile(path.join(dir, 'bin', 'data'), 'no program\n', { mode: 0o644 });
    await writeFile(path.join(dir, 'a.tmpl'), '');
  });
  after(() => rm(dir, { recursive: true, force: true }));

  const load = (text: string, environment: { readonly [name: string]: string } = {}): Promise<LoadedExperiment> =>
    loadExperimentText(path.join(dir, 'x.experiment.yaml'), text, { environment: { PATH: path.join(dir, 'bin'), ...environment } });
  const tells = async (text: string, environment?: { readonly [name: string]: string }): Promise<readonly string[]> => told(text, (await load(text, environment)).problems);
  const service = (...lines: readonly string[]): string => oneTest('services:', '  s:', ...lines.map((line) => `    ${line}`));

  const CASES: readonly (readonly [what: string, text: () => string, expected: readonly string[]])[] = [
    ['the program of a service', () => service('command: [tol, --x]'), ['warning missing-program tol']],
    ['a program that is there, through a variable', () => `variables: { tool: tool }\n${service('command: ["${{ variables.tool }}"]')}`, []],
    ['a program that each combination names', () => oneTest('matrix: { t: [tool, tol] }', 'services: { s: { command: ["${{ matrix.t }}"] } }'), ['warning missing-program "${{ matrix.t }}"']],
    ['a program that only the run knows', () => service('command: ["${{ services.s.dir }}/x"]'), []],
    ['what cannot be executed', () => service('command: [data]'), process.platform === 'win32' ? [] : ['warning missing-program data']],
    ['a folder that is no program', () => service('command: [./impl]'), ['warning missing-program ./impl']],
    ['a program beside its working directory', () => service('command: [./own]', 'cwd: impl'), []],
    ['a program that is not in its working directory', () => service('command: [./own]'), ['warning missing-program ./own']],
    ['a working directory, once', () => service('command: [./own]', 'cwd: imp'), ['warning missing-folder cwd: imp']],
    ['a program of its own PATH', () => service('command: [own]', `env: { PATH: ${JSON.stringify(path.join(dir, 'impl'))} }`), []],
    ['a program of the PATH of the test', () => oneTest(`env: { PATH: ${JSON.stringify(path.join(dir, 'impl'))} }`, 'services: { s: { command: [own] }, t: { command: [tool] } }'), ['warning missing-program tool']],
    ['a PATH that only the run knows', () => service('command: [own]', 'env: { PATH: "${{ test.dir }}/bin" }'), []],
    ['a PATH that is taken away', () => service('command: [tool]', 'env: { PATH: null }'), ['warning missing-program tool']],
    ['nothing of a program that a secret names', () => `secrets: [TOOL]\n${service('command: ["${{ env.TOOL }}"]')}`, ['warning secret-not-set TOOL']],
    ['nothing of a text for the shell', () => service('command: nowhere --x'), []],
    ['a shell', () => service('command: x', 'shell: [fish, -c]'), ['warning missing-program fish']],
    ['the command of a probe', () => service('command: [tool]', 'ready: { exec: [nowhere] }'), ['warning missing-program nowhere']],
    ['a template', () => service('command: [tool]', 'files: { a: { from: a.tmpl }, b: { from: b.tmpl } }'), ['warning missing-file b: { from: b.tmpl }']],
    ['a step, also below others', () => oneTest('steps: [ { parallel: [ { run: [tol] } ] } ]'), ['warning missing-program tol']],
    ['a step in the place of a service', () => oneTest('services: { s: { command: [tool], cwd: impl } }', 'steps: [ { run: [./own], in: s } ]'), []],
    ['what a step before may have made', () => oneTest('steps: [ { run: make }, { run: [./made], cwd: build }, { run: [tol] } ]'), ['warning missing-program tol']],
    ['a command as assertion', () => oneTest('assertions: [ { command: [tol] }, { command: { command: [tool], cwd: nowhere } } ]'), ['warning missing-program tol', 'warning missing-folder cwd: nowhere']],
    ['an execution environment', () => oneTest('execution_environment: [ strace, { type: memcheck, plugin_config: { command: tool } }, { type: command_prefix, plugin_config: { command: [tol] } }, { type: perf_stat, on: [] } ]', 'services: { s: { command: [tool] } }'),
      ['warning missing-program strace', 'warning missing-program tol']],
    ['it also beside what keeps the whole file from running', () => `timeout: soon\n${service('command: [tol]')}`, ['error wrong-value soon', 'warning missing-program tol']],
    ['nothing of a test that is skipped', () => oneTest('skip: true', 'steps: [ { run: [tol] } ]'), []],
  ];
  for (const [what, text, expected] of CASES) it(`tells ${what}`, async () => assert.deepEqual(await tells(text()), expected));

  it('breaks no test, and keeps the order of the file', async () => {
    const text = oneTest('services: { s: { command: [tol], cmd: x } }', 'tmeout: 3');
    const { tests, problems } = await load(text);
    assert.deepEqual(tests.map(({ errors }) => errors), [[]]);
    assert.deepEqual(problems.map(({ code }) => code), ['missing-program', 'unknown-key', 'unknown-key']);
  });

  it('looks at each place once, however many cases there are', async () => {
    const text = oneTest('iterations: 10000', 'services: { s: { command: [tol] } }');
    assert.deepEqual(await tells(text), ['warning missing-program tol']);
  });

  it('gives up what is stale', async () => {
    const gone = new AbortController();
    const loading = loadExperimentText(path.join(dir, 'x.yaml'), service('command: [tol]'), { environment: {}, signal: gone.signal });
    gone.abort(new Error('stale'));
    await assert.rejects(loading, /stale/);
  });

  it('tells secrets that are not set, and those that are too short, without their value', async () => {
    const text = `secrets: [LONG, SHORT, GONE]\n${oneTest('steps: [ { run: [tool] } ]')}`;
    // Nothing that the name of a temporary folder may have in it.
    const { problems, blocked } = await load(text, { LONG: 'long enough', SHORT: '~^' });
    assert.deepEqual(told(text, problems), ['error short-secret SHORT', 'warning secret-not-set GONE']);
    assert.ok(!blocked && !JSON.stringify(problems).includes('~^'));
  });
});
