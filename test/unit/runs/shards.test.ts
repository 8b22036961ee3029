import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { loadExperiment, type TestCasePlan } from '../../../src/config';
import type { ShardOf } from '../../../src/events';
import { divide, divisionHistory, type Divisible } from '../../../src/runs';

const RUNS = Number(process.env['RUNS'] ?? 200);

interface Shape { readonly iterations: number; readonly sizes: number; readonly over: boolean; readonly skip: boolean }

const shape: fc.Arbitrary<Shape> = fc.record({ iterations: fc.integer({ min: 1, max: 4 }), sizes: fc.integer({ min: 1, max: 3 }), over: fc.boolean(), skip: fc.boolean() });
const planned = (shapes: readonly Shape[], warmup: number): readonly TestCasePlan[] => loadExperiment('/x/a.yaml', JSON.stringify({
  name: 'a', ...(warmup > 0 ? { warmup } : {}),
  tests: shapes.map(({ iterations, sizes, over, skip }, index) => ({
    name: `test ${index}`, iterations, matrix: { size: Array.from({ length: sizes }, (_, size) => size) }, ...(skip ? { skip: 'not now' } : {}),
    steps: [{ run: 'echo 1', capture: { rate: '(\\d)' } }], ...(over ? { assertions: [{ metric: { name: 'rate', of: 'mean', equals: 1 } }] } : {}),
  })),
})).tests;
const divisible: fc.Arbitrary<Divisible> = fc.tuple(fc.array(shape, { maxLength: 6 }), fc.integer({ min: 0, max: 2 }), fc.infiniteStream(fc.tuple(fc.boolean(), fc.boolean(), fc.nat(10_000)))).map(([shapes, warmup, luck]) => {
  const all = planned(shapes, warmup);
  const drawn = all.map((test) => ({ test, luck: luck.next().value as [boolean, boolean, number] }));
  return {
    all, selected: drawn.flatMap(({ test, luck: [left] }) => (left && drawn.length > 4 ? [] : [test])),
    durations: new Map(drawn.flatMap(({ test: { id }, luck: [, known, ms] }) => (known ? [[id, ms] as const] : []))),
  };
});

describe('shards', () => {
  it('have every test case exactly once, whatever the history, and are the same each time', () => {
    fc.assert(fc.property(fc.array(divisible, { minLength: 1, maxLength: 3 }), fc.integer({ min: 1, max: 7 }), (files, of) => {
      const division = divide(files, of);
      for (const [file, { selected }] of files.entries()) {
        const parts = division.files[file] ?? [];
        assert.equal(parts.length, of);
        assert.deepEqual(parts.flat().map(({ id }) => id).sort(), selected.map(({ id }) => id).sort());
        for (const part of parts) assert.deepEqual(part, selected.filter((test) => part.includes(test)));
      }
      assert.deepEqual(divide(files, of), division);
    }), { numRuns: RUNS });
  });

  it('keep together what looks at iterations with its iterations, and those that are warmed up', () => {
    fc.assert(fc.property(divisible, fc.integer({ min: 2, max: 7 }), (file, of) => {
      const [parts = []] = divide([file], of).files;
      const shardOf = new Map(parts.flatMap((part, index) => part.map(({ id }) => [id, index] as const)));
      for (const { id, over = [] } of file.selected) for (const one of over) if (shardOf.has(one)) assert.equal(shardOf.get(one), shardOf.get(id), `${one} and ${id}`);
      const cold = file.selected.filter(({ warmup }) => warmup === true);
      for (const { id, name } of cold) for (const other of file.selected) if (other.name === name) assert.equal(shardOf.get(other.id), shardOf.get(id), `${id} and ${other.id}`);
    }), { numRuns: RUNS });
  });

  it('take about equally long: none takes longer than its fair part and the longest that stays together', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 10_000 }), { minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 7 }), (times, of) => {
      const all = planned(times.map(() => ({ iterations: 1, sizes: 1, over: false, skip: false })), 0);
      const durations = new Map(all.map(({ id }, index) => [id, times[index] ?? 0]));
      const [parts = []] = divide([{ all, selected: all, durations }], of).files;
      const loads = parts.map((part) => part.reduce((sum, { id }) => sum + (durations.get(id) ?? 0), 0));
      assert.ok(Math.max(...loads) <= times.reduce((sum, ms) => sum + ms, 0) / of + Math.max(...times), `${loads.join(', ')} of ${times.join(', ')}`);
    }), { numRuns: RUNS });
  });

  it('without history have as many each, in the order of the files, on every machine', () => {
    const file = (name: string): Divisible => {
      const all = loadExperiment(`/somewhere/${name}.yaml`, JSON.stringify({ tests: ['a', 'b', 'c'].map((test) => ({ name: `${name}${test}`, steps: [{ wait: 1 }] })) })).tests;
      return { all, selected: all, durations: new Map() };
    };
    const { files } = divide([file('x'), file('y')], 4);
    assert.deepEqual(files.map((parts) => parts.map((part) => part.map(({ id }) => id))), [[['xa'], ['xb'], ['xc'], []], [['yb'], ['yc'], [], ['ya']]]);
  });
});

describe('the history by which shards are divided', () => {
  let dir: string;
  beforeEach(() => { dir = mkdtempSync(path.join(tmpdir(), 'shards-')); });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));
  let last = 0;

  /** A run in which the test case took so long. */
  function ran(ms: number, shard?: Omit<ShardOf, 'of' | 'cases'>, outcome = 'passed'): void {
    const id = `20260101T0000${String(last += 1).padStart(2, '0')}000Z-ab12`;
    mkdirSync(path.join(dir, id));
    writeFileSync(path.join(dir, id, 'run.json'), JSON.stringify({
      schema: 1, run: id, experiment: 'a', file: '/x/a.yaml', dir: path.join(dir, id), duration_ms: ms, outcome,
      counts: { total: 1, flaky: 0, passed: 1, failed: 0, error: 0, skipped: 0, cancelled: 0, interrupted: 0 },
      ...(shard === undefined ? {} : { shard: { of: 3, cases: [1, 1, 0], ...shard } }), tests: [{ id: 'a', outcome: 'passed', duration_ms: ms }],
    }, undefined, 2));
  }
  const seen = async (): Promise<readonly [number, number | undefined]> => {
    const { runs, durations } = await divisionHistory(dir);
    return [runs, durations.get('a')];
  };

  it('is the same for all shards of a division, also when they run one after another in one folder', async () => {
    assert.deepEqual(await seen(), [0, undefined]);
    ran(100);
    assert.deepEqual(await seen(), [1, 100]);
    ran(300, { index: 1, division: 'd' });
    assert.deepEqual(await seen(), [1, 100]);
    ran(500, { index: 1, division: 'other' });
    assert.deepEqual(await seen(), [1, 100]);
    ran(300, { index: 1, division: 'd' });
    assert.deepEqual(await seen(), [1, 100]);
    // The third shard has nothing of this experiment.
    ran(200, { index: 2, division: 'd' });
    assert.deepEqual(await seen(), [4, 250]);
    ran(700, { index: 1, division: 'd' });
    assert.deepEqual(await seen(), [4, 250]);
  });

  it('leaves out what was interrupted or cancelled, and folders that hold no run', async () => {
    ran(100, undefined, 'interrupted');
    ran(100, { index: 1, division: 'd' }, 'cancelled');
    ran(100, { index: 2, division: 'd' });
    mkdirSync(path.join(dir, '20260101T000059000Z-ab12'));
    assert.deepEqual(await seen(), [0, undefined]);
    ran(300, { index: 1, division: 'd' }, 'failed');
    assert.deepEqual(await seen(), [2, 200]);
  });
});
