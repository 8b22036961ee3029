import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { experimentJsonSchema, loadExperiment } from '../../../src/config';

/** What plug-ins add to the format is checked where they are loaded. */
const EXAMPLES = readdirSync('examples').filter((name) => name.endsWith('.experiment.yaml') && name !== 'plugins.experiment.yaml');
const schema = z.fromJSONSchema(experimentJsonSchema() as Parameters<typeof z.fromJSONSchema>[0]);
const holds = (text: string): boolean => schema.safeParse(parse(text, { merge: true })).success;

describe('the JSON Schema', () => {
  for (const name of EXAMPLES) {
    it(`accepts ${name}`, () => {
      const result = schema.safeParse(parse(readFileSync(path.join('examples', name), 'utf8'), { merge: true }));
      assert.deepEqual(result.error?.issues ?? [], []);
    });
    it(`${name} has no warning, and no error but those it is there to show`, () => {
      const loaded = loadExperiment(path.resolve('examples', name), readFileSync(path.join('examples', name)));
      assert.equal(loaded.blocked, false);
      if (name !== 'failures.experiment.yaml') assert.deepEqual(loaded.problems, []);
    });
  }

  it('finds the examples', () => assert.ok(EXAMPLES.length >= 4));

  it('takes an expression wherever a value stands', () => {
    assert.ok(holds('tests: [ { name: a, timeout: "${{ variables.t }}", iterations: "${{ variables.n }}", steps: [ { run: x, expect: { exit_code: "${{ matrix.c }}" } } ] } ]'));
  });

  it('takes steps as a map, too', () => {
    assert.ok(holds('tests: [ { name: a, steps: { pre_commands: [ a, [ b, c ] ], wait: 60, post_commands: d, record_pcap: true } } ]'));
  });

  const WRONG: readonly string[] = [
    'tests: [ { name: a, tmeout: 3s } ]', 'tests: [ { name: a, timeout: soon } ]', 'tests: { }', 'name: x', 'tests: [ { name: a, steps: [ { rnu: x } ] } ]',
    'tests: [ { name: a, services: { s: { cwd: x } } } ]', 'tests: [ { name: a, assertions: [ { type: nothing } ] } ]', 'parallel: many\ntests: []', 'tests: [ { name: a, plugin_config: 3 } ]', 'tests: [ { name: a, steps: { wiat: 1 } } ]',
  ];
  for (const text of WRONG) it(`refuses ${text}`, () => assert.equal(holds(text), false));
});
