import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { ConfigError, loadExperiment, resolveAssertion, resolveService, resolveStep, type ExpressionScope, type LoadedExperiment } from '../../../src/config';
import { anyExperiment, anyPantherFile } from './any-experiment';
import { applyFix } from './fixes';
import { FULL_PANTHER } from './panther-files';
import { FILE } from './reading';

/** `RUNS=100000` tries so many of each kind; `SEED` repeats an earlier suite. */
const RUNS = Number(process.env['RUNS'] ?? 300);
const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 0x7fffffff));
/** No hang over 1 s, where a suite is asked for; in `npm test` a machine may be slow, and only a hang counts. */
const LONGEST_MS = process.env['RUNS'] === undefined ? 15_000 : 1000;
const PARAMS = { numRuns: RUNS, seed: SEED };

const SAMPLES = [...readdirSync('examples').filter((name) => name.endsWith('.yaml')).map((name) => readFileSync(path.join('examples', name))), Buffer.from(FULL_PANTHER)];
const PROTOTYPE = Object.getOwnPropertyNames(Object.prototype).sort().join();

/** Reads it as the window and the command line do; whatever it is, that is all that may happen. */
function read(input: string | Uint8Array): LoadedExperiment {
  const began = performance.now();
  const cpu = process.cpuUsage();
  const loaded = loadExperiment(FILE, input);
  const { user } = process.cpuUsage(cpu);
  const fault = loaded.problems.find(({ code }) => code === 'reader-failed');
  assert.equal(fault, undefined, fault?.message);
  // The processor's time, for the machine may be busy with others.
  assert.ok(Math.min(performance.now() - began, user / 1000) < LONGEST_MS, `it took ${performance.now() - began} ms`);
  assert.equal(Object.getOwnPropertyNames(Object.prototype).sort().join(), PROTOTYPE, 'no prototype was polluted');
  assert.equal(({} as { polluted?: unknown }).polluted, undefined);
  return loaded;
}

/** Whatever validates without error can be planned: every part of it resolves, or says what it lacks at run time. */
function plan({ tests, variables }: LoadedExperiment): void {
  for (const test of tests) {
    if (test.errors.length > 0) continue;
    const services = Object.fromEntries(test.services.map(({ name }) => [name, { host: '127.0.0.1', ports: {}, dir: '/d', stdout_log: '/l' }]));
    const scope: ExpressionScope = {
      matrix: test.matrix, variables, env: {}, services, test: { name: test.name, dir: '/t', id: test.id }, run: { id: 'r', dir: '/r' },
      file: { dir: '/f' }, iteration: test.iteration, attempt: 1, steps: {},
    };
    const attempt = (work: () => unknown): void => {
      try {
        work();
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error;
      }
    };
    for (const service of test.services) attempt(() => resolveService(service, scope));
    test.steps.forEach((step, index) => attempt(() => resolveStep(step, index, scope)));
    for (const assertion of test.assertions) attempt(() => resolveAssertion(assertion, scope));
  }
}

const change = fc.tuple(fc.nat(20_000), fc.nat(30), fc.uint8Array({ maxLength: 12 }));
const mutated = fc.tuple(fc.constantFrom(...SAMPLES), fc.array(change, { minLength: 1, maxLength: 8 })).map(([sample, changes]) => changes.reduce<Uint8Array>(
  (bytes, [at, remove, insert]) => Buffer.concat([bytes.subarray(0, at % (bytes.length + 1)), insert, bytes.subarray((at % (bytes.length + 1)) + remove)]), sample));
const repeated = fc.tuple(fc.constantFrom(...SAMPLES), fc.nat(20_000), fc.integer({ min: 1, max: 60 }), fc.integer({ min: 2, max: 200 })).map(([sample, at, length, times]) => {
  const from = at % sample.length;
  const piece = sample.subarray(from, from + length);
  return Buffer.concat([sample.subarray(0, from), ...Array.from({ length: times }, () => piece), sample.subarray(from)]);
});

describe('reading whatever', function () {
  this.timeout(60_000 + RUNS * 100);
  after(() => console.log(`      seed ${SEED}`));

  it('random bytes', () => fc.assert(fc.property(fc.uint8Array({ maxLength: 4096 }), (bytes) => { read(bytes); }), PARAMS));
  it('real files with changed bytes', () => fc.assert(fc.property(mutated, (bytes) => plan(read(bytes))), PARAMS));
  it('real files with repeated pieces', () => fc.assert(fc.property(repeated, (bytes) => plan(read(bytes))), { ...PARAMS, numRuns: Math.ceil(RUNS / 4) }));
  it('experiments of any shape; what has no error can be planned, what is mended can be read', () => {
    let [cases, sound] = [0, 0];
    fc.assert(fc.property(fc.gen(), (draw) => {
      const text = JSON.stringify(anyExperiment(draw));
      const loaded = read(text);
      cases += loaded.tests.length;
      sound += loaded.tests.filter(({ errors }) => errors.length === 0).length;
      plan(loaded);
      for (const fix of loaded.problems.flatMap(({ fixes = [] }) => fixes).slice(0, 3)) read(applyFix(text, fix));
    }), PARAMS);
    assert.ok(sound > cases / 20 && sound < cases, `${sound} of ${cases} test cases are sound: both kinds are tried`);
  });

  it('PANTHER files of any shape; each test is listed, and what is mended can be read', () => {
    let [files, sound] = [0, 0];
    fc.assert(fc.property(fc.gen(), (draw) => {
      const given = anyPantherFile(draw);
      const text = JSON.stringify(given);
      const loaded = read(text);
      if (loaded.dialect !== 'panther') return;
      files++;
      if (!loaded.problems.some(({ code }) => code === 'syntax')) assert.equal(loaded.tests.length, given.tests.length);
      sound += loaded.problems.some(({ severity }) => severity === 'error') ? 0 : 1;
      for (const fix of loaded.problems.flatMap(({ fixes = [] }) => fixes)) read(applyFix(text, fix));
    }), PARAMS);
    assert.ok(files > RUNS / 2 && sound > 0 && sound < files, `${files} of ${RUNS} are PANTHER files, ${sound} of them without an error`);
  });

  it('PANTHER tests with as many services as a file can hold', () => {
    const many = (target: (index: number) => string): string => `tests:\n  - name: a\n    services:\n${Array.from({ length: 800 }, (_, index) =>
      `      s${index}: { implementation: { type: testers }, protocol: { role: client, target: ${target(index)} }, ports: ["1-65535:1-65535", "${index}:80"] }\n`).join('')}`;
    for (const target of [(index: number) => `s${index + 1}`, (index: number) => `s${(index + 1) % 800}`, (index: number) => `x${index}`]) assert.equal(read(many(target)).dialect, 'panther');
  });

  it('aliases that multiply', () => {
    const levels = Array.from({ length: 20 }, (_, level) => `l${level}: &l${level} [${Array.from({ length: 10 }, () => (level === 0 ? 'x' : `*l${level - 1}`)).join(', ')}]`);
    for (const text of [`${levels.join('\n')}\ntests: *l19\n`, `variables:\n  ${levels.join('\n  ')}\ntests: [{ name: a, matrix: { a: *l19 }, steps: [{ wait: 1ms }] }]\n`, 'a: &a [*a]\ntests: *a\n', 'a: &a { <<: *a }\ntests: []\n']) read(text);
  });
});
