import assert from 'node:assert/strict';
import path from 'node:path';
import * as fc from 'fast-check';
import { experimentJsonSchema } from '../../../src/config';
import * as z from 'zod';
import { parse } from 'yaml';
import { readWithoutPlugins, type PluginPlaces } from '../../../src/plugins';
import { pluginModule, PluginBed } from './bed';

const KINDS = `
  plugin.addStep({ kind: 'greet', schema: { type: 'object', required: ['whom'], properties: { whom: { type: 'string' }, times: { type: 'integer', minimum: 1, maximum: 9 }, how: { enum: ['loud', 'quiet'] }, tags: { type: 'array', items: { type: 'string', pattern: '^#' } }, more: { type: 'object', additionalProperties: true } } }, run() {} });
  plugin.addAssertion({ kind: 'even', schema: { type: 'object', required: ['number'], properties: { number: { type: 'integer' } } }, evaluate: () => ({ passed: true, message: '' }) });
  plugin.addProbe({ kind: 'awake', schema: { type: 'object', properties: { since: { type: 'number' } } }, probe: () => true });
`;
const CONFIG = 'export const x = 1;';
const FILE = (test: string, plugins = '[ ./kinds.mjs ]'): string => `plugins: ${plugins}\ntests:\n  - name: a\n    ${test}\n`;

describe('kinds of plug-ins in a file', () => {
  let bed: PluginBed;
  beforeEach(() => {
    bed = new PluginBed();
    bed.write({ 'kinds.mjs': pluginModule('kinds', KINDS, CONFIG) });
  });
  afterEach(() => bed.dispose());

  const problems = async (text: string): Promise<readonly string[]> => {
    const { loaded } = await bed.read(text);
    return loaded.problems.map(({ range: { start: { line, column } }, severity, code, message }) => `${line}:${column} ${severity} ${code} ${message}`);
  };

  it('are known to the reading, with what every step takes', async () => {
    assert.deepEqual(await problems(FILE('services: { s: { command: x, ready: { awake: { since: 3 }, timeout: 3s } } }\n    steps: [ { greet: { whom: you, times: 2, how: loud, tags: ["#a"], more: { any: 1 } }, name: n, id: g, timeout: 3s, always: true }, { wait_for: { awake: {}, service: s } } ]\n    assertions: [ { type: even, number: 2 }, { even: { number: 4 } } ]')), []);
  });

  const WRONG: { readonly [test: string]: readonly string[] } = {
    'steps: [ { greet: { } } ]': ['4:16 error missing-key "whom" is missing: expected text'],
    'steps: [ { greet: { whom: 3 } } ]': ['4:31 error wrong-value "whom" must be text; found 3: put it in quotes, "3"'],
    'steps: [ { greet: { whom: a, times: 12 } } ]': ['4:41 error wrong-value "times" must be at most 9; found 12'],
    'steps: [ { greet: { whom: a, how: lout } } ]': ['4:39 error wrong-value "how" must be one of loud, quiet; found "lout". Did you mean "loud"?'],
    'steps: [ { greet: { whom: a, tags: [b] } } ]': ['4:41 error wrong-value "tags[0]" must be text that matches /^#/; found "b"'],
    'steps: [ { greet: { whom: a, tmies: 1 } } ]': ['4:34 warning unknown-key "tmies" is not known here and has no effect. Did you mean "times"?'],
    'steps: [ { greet: { whom: a }, timeout: soon } ]': ['4:45 error wrong-value "timeout" must be a duration above zero, such as 500ms, 2s, 1m30s or a number of seconds; found "soon"'],
    'steps: [ { greet: { whom: a }, run: b } ]': ['4:16 error ambiguous-step A step does one thing: "run" and "greet" need steps of their own'],
    'steps: [ { gret: { whom: a } } ]': ['4:14 error unknown-step A step must have one of run, wait, wait_for, http, signal, stop, start, greet; found gret. Did you mean "greet"?'],
    'assertions: [ { type: even, number: x } ]': ['4:41 error wrong-value "number" must be a number; found "x"'],
    'assertions: [ { even: { nubmer: 2 } } ]': ['4:21 error missing-key "number" is missing: expected a number', '4:29 warning unknown-key "nubmer" is not known here and has no effect. Did you mean "number"?'],
    'assertions: [ { type: evn } ]': ['4:27 error unknown-assertion An assertion must be one of service_running, service_responsive, exit_code, log_contains, log_absent, metric, even. Did you mean "even"?'],
    'services: { s: { command: x, ready: { awake: { since: x } } } }': ['4:59 error wrong-value "since" must be a number; found "x"'],
    'services: { s: { command: x, ready: { awak: {} } } }': ['4:43 warning unknown-key "awak" is not known here and has no effect.'],
    'steps: [ { wait_for: { awake: 3 } } ]': ['4:35 error wrong-value "awake" must be a map; found 3'],
  };
  // What the format itself knows grows; what is asked here is that the plug-in's words stand among it.
  const kept = (text: string): string => text.replace(/one of (?:run|service_running), .*, (greet|even)(?=[.;])/, 'one of …, $1');
  for (const [test, expected] of Object.entries(WRONG)) {
    it(`tells what is wrong with ${test}`, async () => assert.deepEqual((await problems(FILE(test))).map(kept), expected.map(kept)));
  }

  it('wait for their expressions', async () => {
    assert.deepEqual(await problems(`variables: { n: 3 }\n${FILE('matrix: { m: [1, 2] }\n    steps: [ { greet: { whom: "${{ variables.n }}", times: "${{ matrix.m }}" } } ]')}`), []);
  });

  it('are information while no plug-in is loaded', () => {
    const { problems: found } = bed.load(FILE('services: { s: { command: x, ready: { awake: {} } } }\n    steps: [ { greet: {} } ]\n    assertions: [ { type: even }, { even: {} } ]'));
    assert.deepEqual(found.map(({ severity, code }) => `${severity} ${code}`), Array.from({ length: 4 }, () => 'information plugin-not-loaded'));
  });

  it('are information, too, where a folder or node_modules has the plug-ins and none may be loaded; else an unknown kind is an error', async () => {
    const text = FILE('execution_environment: [ { type: loud } ]\n    services: { s: { command: x, ready: { awake: {} } } }\n    steps: [ { greet: {} } ]\n    assertions: [ { type: even }, { even: {} } ]').replace(/^plugins:.*\n/m, '');
    const read = async (options: PluginPlaces): Promise<readonly string[]> =>
      (await readWithoutPlugins(options, async (more) => bed.load(text, more))).problems.map(({ severity, code }) => `${severity} ${code}`);
    const unknown = Array.from({ length: 5 }, () => 'information plugin-not-loaded');
    const mistaken = ['error unknown-environment', 'warning unknown-key', 'error unknown-step', 'error unknown-assertion', 'error unknown-assertion'];
    assert.deepEqual(await read({}), mistaken);
    bed.write({ 'folder/kinds.mjs': "throw new Error('it must not be loaded');" });
    assert.deepEqual(await read({ dirs: [path.join(bed.dir, 'folder')] }), unknown);
    assert.deepEqual(await read({ dirs: [path.join(bed.dir, 'none')] }), mistaken);
    bed.write({
      'node_modules/kinds/package.json': JSON.stringify({ name: 'kinds', main: 'index.js', keywords: ['experiment-observer-plugin'] }),
      'node_modules/kinds/index.js': "throw new Error('it must not be loaded');",
    });
    assert.deepEqual(await read({}), unknown);
  });

  it('are errors that name the plug-in when that cannot be used; other tests are sound', async () => {
    bed.write({ 'kinds.mjs': 'throw new Error("broken");' });
    const { loaded } = await bed.read(`${FILE('services: { s: { command: x, ready: { awake: {} } } }\n    steps: [ { greet: {} } ]')}  - name: b\n    steps: [ { wait: 1ms } ]\n`);
    assert.deepEqual(loaded.problems.map(({ code }) => code), ['plugin-error', 'unknown-probe', 'unknown-step']);
    assert.match(loaded.problems[2]?.message ?? '', /It may belong to the plug-in kinds, which cannot be used\.$/);
    assert.deepEqual(loaded.tests.map(({ errors }) => errors.length), [2, 0]);
  });

  it('check the config of a plug-in, which is not set up with a wrong one', async () => {
    bed.write({ 'kinds.mjs': "export default { name: 'k', config: { type: 'object', required: ['url'], properties: { url: { type: 'string' }, port: { type: 'integer' } } }, setup() { throw new Error('not called'); } };" });
    assert.deepEqual(await problems(FILE('steps: [ { wait: 1ms } ]', '[ { path: ./kinds.mjs, config: { url: x, prot: y, port: z } } ]')), [
      '1:51 warning unknown-key "prot" is not known here and has no effect. Did you mean "port"?',
      '1:66 error wrong-value "port" must be a number; found "z"',
    ]);
    assert.deepEqual(await problems(FILE('steps: [ { wait: 1ms } ]')), [
      '1:12 error plugin-error The plug-in "k" cannot be used: "url" is missing: expected text',
    ]);
  });

  it('refuse what the format has itself, what is twice, and schemas of no use', async () => {
    const BAD: readonly (readonly [string, RegExp])[] = [
      ["plugin.addStep({ kind: 'run', run() {} });", /"run" is a word of the format itself/],
      ["plugin.addStep({ kind: 'name', run() {} });", /"name" is a word of the format itself/],
      ["plugin.addStep({ kind: 'a b', run() {} });", /expected a kind of letters, digits, _ and -, found "a b"/],
      ["plugin.addStep({ kind: 'x' });", /x: expected a function run/],
      ["plugin.addStep();", /expected \{ kind, run\(\) \}, found undefined/],
      ["plugin.addAssertion({ kind: 'metric', evaluate() {} });", /"metric" is a word/],
      ["plugin.addProbe({ kind: 'tcp', probe() {} });", /"tcp" is a word/],
      ["plugin.addStep({ kind: 'x', run() {} }); plugin.addStep({ kind: 'x', run() {} });", /"x" was added before/],
      ["plugin.addStep({ kind: 'x', run() {}, schema: { type: 'wrong' } });", /x: its schema cannot be used: Unsupported type: wrong/],
      ["plugin.addStep({ kind: 'x', run() {}, schema: 7 });", /x: its schema cannot be used: expected a JSON Schema, found number/],
      ["plugin.addReportFormat({ name: 'x' });", /addReportFormat: expected \{ name, render\(\) \}/],
    ];
    for (const [index, [body, message]] of BAD.entries()) {
      bed.write({ [`bad${index}.mjs`]: pluginModule('bad', body) });
      const { plugins } = await bed.read(`plugins: [ ./bad${index}.mjs ]\ntests: []\n`);
      assert.match(plugins.faults[0]?.message ?? '', message, body);
    }
  });

  it('complete in an editor by the same schema', async () => {
    const { plugins } = await bed.read(FILE('steps: []'));
    const json = experimentJsonSchema(plugins.extensions.config);
    const schema = z.fromJSONSchema(json as Parameters<typeof z.fromJSONSchema>[0]);
    const holds = (test: string): boolean => schema.safeParse(parse(FILE(test))).success;
    assert.ok(holds('steps: [ { greet: { whom: a }, name: n }, { run: x } ]'));
    assert.ok(holds('assertions: [ { type: even, number: 2 }, { even: { number: "${{ variables.x }}" } } ]'));
    assert.ok(holds('services: { s: { command: x, ready: { awake: { since: 1 } } } }'));
    assert.ok(!holds('steps: [ { greet: { } } ]'));
    assert.ok(!holds('steps: [ { greet: { whom: a, times: 0 } } ]'));
    assert.ok(!holds('assertions: [ { even: { number: x } } ]'));
    assert.ok(!holds('services: { s: { command: x, ready: { awake: 3 } } }'));
    const without = z.fromJSONSchema(experimentJsonSchema() as Parameters<typeof z.fromJSONSchema>[0]);
    assert.ok(!without.safeParse(parse(FILE('steps: [ { greet: { whom: a } } ]'))).success);
  });
});

describe('two plug-ins', () => {
  let bed: PluginBed;
  beforeEach(() => { bed = new PluginBed(); });
  afterEach(() => bed.dispose());

  const KIND = fc.record({ what: fc.constantFrom('Step', 'Assertion', 'Probe'), kind: fc.constantFrom('one', 'two', 'three') });

  it('cannot have one kind: the second is out, whole, with a clear error; all others stay', async () => {
    let generation = 0;
    await fc.assert(fc.asyncProperty(fc.array(fc.uniqueArray(KIND, { selector: ({ what, kind }) => `${what} ${kind}`, maxLength: 4 }), { minLength: 1, maxLength: 4 }), async (all) => {
      generation += 1;
      const names = all.map((_, index) => `p${index}`);
      bed.write(Object.fromEntries(all.map((kinds, index) => [`${generation}/p${index}.mjs`, pluginModule(`p${index}`, kinds.map(({ what, kind }) =>
        `plugin.add${what}({ kind: '${kind}', run() {}, evaluate() {}, probe() {} });`).join('\n'))])));
      const { plugins } = await bed.read(`plugins: [ ${names.map((name) => `./${generation}/${name}.mjs`).join(', ')} ]\ntests: []\n`);
      const taken = new Map<string, string>();
      const expected: string[] = [];
      all.forEach((kinds, index) => {
        const claims = ['Step', 'Assertion', 'Probe'].flatMap((what) => kinds.filter((one) => one.what === what).map(({ kind }) => `${what.toLowerCase()} ${kind}`));
        const clash = claims.find((claim) => taken.has(claim));
        if (clash === undefined) for (const claim of claims) taken.set(claim, `p${index}`);
        else expected.push(`p${index}: the ${clash} belongs to the plug-in ${taken.get(clash) ?? ''} already`);
      });
      assert.deepEqual(plugins.faults.map(({ name, message }) => `${name}: ${message}`), expected);
      const { steps, assertions, probes } = plugins.extensions;
      assert.deepEqual(new Set([...steps.keys()].map((kind) => `step ${kind}`).concat([...assertions.keys()].map((kind) => `assertion ${kind}`), [...probes.keys()].map((kind) => `probe ${kind}`))), new Set(taken.keys()));
    }), { numRuns: 40, seed: 20261125 });
  });
});
