import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { loadExperiment, type LoadedExperiment } from '../../../src/config';
import { FILE, load } from './reading';

const SAMPLES = readdirSync('examples').filter((name) => name.endsWith('.yaml')).map((name) => readFileSync(path.join('examples', name), 'utf8').slice(0, 4000));
const SPLINTERS = ['"', "'", '[', ']', '{', '}', ':', '- ', '\t', '\n', '${{', '}}', '&a ', '*a', '!x ', '|', '>', '---\n', '#', '\0', '\uFFFD', '? ', '<<: ', 'null', '~', '%YAML 9\n', 'tests:\n', '  ', '\r', '@', '`'];

interface Mutation {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}
const mutation: fc.Arbitrary<Mutation> = fc.record({ at: fc.nat(4000), remove: fc.nat(12), insert: fc.oneof(fc.constantFrom(...SPLINTERS), fc.string({ maxLength: 4 })) });
const mutated = fc.tuple(fc.constantFrom(...SAMPLES), fc.array(mutation, { minLength: 1, maxLength: 5 })).map(([sample, mutations]) =>
  mutations.reduce((text, { at, remove, insert }) => text.slice(0, at % (text.length + 1)) + insert + text.slice(at % (text.length + 1) + remove), sample));

const assertSound = (text: string, loaded: LoadedExperiment): void => {
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  for (const { range: { start, end }, code, message } of loaded.problems) {
    for (const { line, column } of [start, end]) {
      assert.ok(line >= 1 && line <= lines.length, `${code}: line ${line} of ${lines.length}`);
      assert.ok(column >= 1 && column <= (lines[line - 1]?.length ?? 0) + 1, `${code}: column ${column}`);
    }
    assert.ok(end.line > start.line || end.line === start.line && end.column >= start.column, `${code}: ends before it starts`);
    assert.ok(message.length > 0);
  }
  const ids = loaded.tests.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length, 'ids are unique');
  const dirs = loaded.tests.map(({ dir }) => dir);
  assert.equal(new Set(dirs).size, dirs.length, 'folders are unique');
  if (loaded.tests.some(({ errors }) => errors.length > 0)) assert.ok(loaded.problems.some(({ severity }) => severity === 'error'));
};

describe('config properties', () => {
  it('however broken a file is, reading it never throws, and every problem has a valid range', () => {
    fc.assert(fc.property(mutated, (text) => assertSound(text, load(text))), { numRuns: 150 });
  });

  it('whatever bytes a file has, reading it never throws', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => { loadExperiment(FILE, bytes); }), { numRuns: 200 });
  });

  const name = fc.constantFrom('a', 'b', 'a (1)', 'a#2', 'a [1]', 'a (1)#2', '…');
  const value = fc.oneof(fc.constantFrom('1', 'true', 'x', '(1)', '1, 2'), fc.integer({ min: 0, max: 3 }), fc.boolean());
  const matrix = fc.dictionary(fc.constantFrom('p', 'q', 'r'), fc.uniqueArray(value, { minLength: 1, maxLength: 3, selector: (one) => JSON.stringify(one) }), { maxKeys: 3, noNullPrototype: true });
  const test = fc.record({ name, matrix, iterations: fc.integer({ min: 1, max: 3 }) });
  const text = (tests: readonly object[]): string => JSON.stringify({ tests });

  it('a matrix has as many cases as its lists multiply to, times the iterations', () => {
    fc.assert(fc.property(test, (one) => {
      const expected = Object.values(one.matrix).reduce((product, values) => product * values.length, one.iterations);
      const loaded = load(text([one]));
      assert.deepEqual(loaded.problems, []);
      assert.equal(loaded.tests.length, expected);
    }));
  });

  it('excluding a value takes away its share', () => {
    fc.assert(fc.property(matrix.filter((lists) => Object.values(lists)[0] !== undefined && Object.values(lists)[0]?.length !== 1), (lists) => {
      const [[key, values] = ['', []]] = Object.entries(lists);
      const product = Object.values(lists).reduce((count, list) => count * list.length, 1);
      const loaded = load(text([{ name: 'a', matrix: { ...lists, exclude: [{ [key]: values[0] }] } }]));
      assert.equal(loaded.tests.length, product - product / values.length);
    }));
  });

  it('ids are unique, whatever the names and values', () => {
    fc.assert(fc.property(fc.array(test, { minLength: 1, maxLength: 6 }), (tests) => assertSound(text(tests), load(text(tests)))));
  });

  it('the ids of a test survive edits of the others', () => {
    const plainName = fc.constantFrom('a', 'b', 'c');
    const plainTest = fc.record({ name: plainName, matrix, iterations: fc.integer({ min: 1, max: 2 }) });
    fc.assert(fc.property(fc.array(plainTest, { minLength: 2, maxLength: 5 }), fc.nat(), matrix, (tests, index, other) => {
      const edited = index % tests.length;
      const before = load(text(tests)).tests;
      const after = load(text(tests.map((one, at) => (at === edited ? { ...one, matrix: other, timeout: '3s', tags: ['new'] } : one)))).tests;
      const others = (plans: LoadedExperiment['tests']): readonly string[] => plans.filter(({ source }) => source.path !== `tests[${edited}]`).map(({ id, dir }) => `${id} ${dir}`);
      assert.deepEqual(others(after), others(before));
    }));
  });

  it('a broken test leaves the others as they were', () => {
    const [sample = ''] = SAMPLES;
    const sound = load(sample);
    const end = sample.lastIndexOf('\n  - name:');
    fc.assert(fc.property(fc.constantFrom(...SPLINTERS.filter((one) => !/^(?:tests|---|\|)/.test(one) && !one.includes('\n'))), (splinter) => {
      const broken = load(`${sample.slice(0, end)}\n  - name: last\n    tags: ${splinter}`);
      for (const plan of broken.tests.filter(({ name: own }) => sound.tests.some(({ name: other }) => other === own))) {
        assert.deepEqual(plan.errors, sound.tests.find(({ id }) => id === plan.id)?.errors);
      }
      assert.ok(broken.tests.length >= sound.tests.length - 1, `${broken.tests.length} of ${sound.tests.length} are left`);
    }));
  });
});
