import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { ConfigError, loadExperiment, resolveAssertion, resolveService, resolveStep, type ExpressionScope, type LoadedExperiment } from '../../../src/config';
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

const KEYS = [
  'name', 'tests', 'services', 'steps', 'assertions', 'command', 'run', 'wait', 'http', 'url', 'expect', 'stdout', 'contains', 'matrix', 'include', 'exclude', 'iterations', 'skip', 'when', 'retries',
  'depends_on', 'ready', 'log', 'tcp', 'timeout', 'ports', 'env', 'variables', 'defaults', 'type', 'metric', 'capture', 'stop', 'grace', 'signal', 'artifacts', 'expect_exit', 'order', 'parallel',
  '__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'polluted', '<<', '', '0', 'a.b',
];
const SCALARS = [
  'server', 'auto', '1s', '0', '-1', '1e999', '${{ matrix.a }}', '${{ variables.x ?? "y" }}', '${{ steps.fetch.stdout }}', '$${{', '${{', '${{ a..b }}', '${{ __proto__.polluted }}', '${{ constructor.constructor }}',
  '(', '^(x)+$', '../..', '/etc/passwd', '\u0000', '\ud800', '🧪', 'localhost', 'SIGTERM', 'passed', 'failed', 'x'.repeat(5000),
];
const { any } = fc.letrec<{ any: unknown; map: unknown; list: unknown }>((tie) => ({
  any: fc.oneof({ maxDepth: 6, depthSize: 'small' }, fc.oneof(fc.constantFrom<unknown>(...SCALARS, null, true, false, 0, 1, 1.5, -1, 1e21), fc.string({ maxLength: 6 })), tie('map'), tie('list')),
  map: fc.array(fc.tuple(fc.constantFrom(...KEYS), tie('any')), { maxLength: 5 }).map((entries) => entries.map(([key, value]) => [key, value] as const)).map(asMap),
  list: fc.array(tie('any'), { maxLength: 3 }),
}));
/** Keeps `__proto__` a key of its own. */
function asMap(entries: readonly (readonly [string, unknown])[]): unknown {
  return Object.defineProperties({}, Object.fromEntries(entries.map(([key, value]) => [key, { value, enumerable: true, configurable: true, writable: true }])));
}
const part = (keys: readonly string[]) => fc.array(fc.tuple(fc.constantFrom(...keys), any), { maxLength: 4 }).map(asMap);
const mostly = <T>(sound: fc.Arbitrary<T>, other: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> => fc.oneof({ weight: 15, arbitrary: sound }, { weight: 1, arbitrary: other });
const run = fc.record({ run: mostly(fc.constantFrom<unknown>('true', 'echo ${{ matrix.a }}', ['true']), any), name: fc.constantFrom('b', 'c') }, { requiredKeys: ['run'] });
const step = mostly(fc.oneof<fc.Arbitrary<unknown>[]>(run, fc.record({ wait: mostly(fc.constantFrom('1ms', 2), any) }), fc.record({ stop: fc.constant('server') })), part(KEYS));
const service = mostly(fc.record({ command: mostly(fc.constantFrom<unknown>('true', ['a', 'b']), any), env: mostly(fc.constant({ A: '1' }), any) }, { requiredKeys: ['command'] }), part(KEYS));
const test = fc.record({
  name: mostly(fc.constantFrom('a', 'a', 'b (1)', 'in ${{ matrix.a }}'), any), matrix: mostly(fc.constant({ a: [1, 2], b: ['x'] }), part(['a', 'b', 'include', 'exclude'])),
  services: fc.tuple(service, mostly(fc.constant({}), fc.dictionary(fc.constantFrom('other', '__proto__', 'bad name'), any, { maxKeys: 2 }))).map(([server, more]) => ({ ...(more as object), server })),
  steps: fc.array(step, { maxLength: 3 }), assertions: fc.array(mostly(fc.constant({ type: 'service_running', service: 'server' }), part(KEYS)), { maxLength: 2 }),
  iterations: mostly(fc.constantFrom(1, 2), any), skip: mostly(fc.constantFrom<unknown>(true, 'why'), any), timeout: mostly(fc.constantFrom('1s', '2m'), any),
}, { requiredKeys: ['name', 'matrix', 'services'] });
const structured = fc.tuple(fc.array(mostly(test, any), { maxLength: 4 }), mostly(fc.constant({}), part(['variables', 'defaults', 'parallel', 'order', 'plugins', 'observers', 'paths', '__proto__'])))
  .map(([tests, top]) => JSON.stringify({ ...(top as object), name: 'fuzz', tests }));

const PANTHER_KEYS = [
  'name', 'services', 'implementation', 'protocol', 'role', 'target', 'type', 'test', 'version', 'ports', 'timeout', 'steps', 'wait', 'duration', 'iterations', 'assertions', 'network_environment',
  'execution_environment', 'debug_environment', 'generate_new_certificates', 'docker', 'build_docker_image', 'force_build_docker_image', 'observers', 'logger', 'log_level', 'constructor', '__proto__', 'a', 'b',
];
const pantherPart = part(PANTHER_KEYS);
const pantherService = fc.record({
  implementation: mostly(fc.record({ name: fc.constantFrom('picoquic', 'x'), type: mostly(fc.constantFrom('iut', 'TESTERS', 'tester'), any) }), any),
  protocol: mostly(fc.record({ role: mostly(fc.constantFrom('server', 'client', 'peer'), any), target: mostly(fc.constantFrom('a', 'b', 'c', '${x}'), any) }, { requiredKeys: [] }), any),
  ports: mostly(fc.array(mostly(fc.constantFrom('1:1', '1-65535:1-65535', '80:80/udp', '127.0.0.1:1:1', '99999999999:1'), any), { maxLength: 4 }), any), timeout: mostly(fc.constantFrom<unknown>(1, 60, '60'), any), name: mostly(fc.constant('a'), any),
}, { requiredKeys: ['implementation'] });
const pantherTest = fc.record({
  name: mostly(fc.constantFrom('a', 'a b', 'a-b', 'constructor'), any), services: mostly(fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor'), mostly(pantherService, pantherPart), { maxKeys: 4 }), any),
  steps: mostly(fc.record({ wait: mostly(fc.constantFrom<unknown>(1, 60, { duration: 60 }), any) }), pantherPart), network_environment: mostly(fc.constant({ type: 'shadow_ns' }), any), iterations: mostly(fc.constant(1), any),
}, { requiredKeys: ['name', 'services'] });
const panther = fc.tuple(fc.array(mostly(pantherTest, pantherPart), { minLength: 1, maxLength: 4 }), pantherPart).map(([tests, top]) => JSON.stringify({ ...(top as object), tests }));

describe('reading whatever', function () {
  this.timeout(60_000 + RUNS * 100);
  after(() => console.log(`      seed ${SEED}`));

  it('random bytes', () => fc.assert(fc.property(fc.uint8Array({ maxLength: 4096 }), (bytes) => { read(bytes); }), PARAMS));
  it('real files with changed bytes', () => fc.assert(fc.property(mutated, (bytes) => plan(read(bytes))), PARAMS));
  it('real files with repeated pieces', () => fc.assert(fc.property(repeated, (bytes) => plan(read(bytes))), { ...PARAMS, numRuns: Math.ceil(RUNS / 4) }));
  it('experiments of any shape; what has no error can be planned, what is mended can be read', () => {
    let [cases, sound] = [0, 0];
    fc.assert(fc.property(structured, (text) => {
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
    fc.assert(fc.property(panther, (text) => {
      const loaded = read(text);
      if (loaded.dialect !== 'panther') return;
      files++;
      const { tests } = JSON.parse(text) as { tests: unknown[] };
      if (!loaded.problems.some(({ code }) => code === 'syntax')) assert.equal(loaded.tests.length, tests.length);
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
