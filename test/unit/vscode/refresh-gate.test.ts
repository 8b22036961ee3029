import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RefreshGate } from '../../../src/vscode/tree/refresh-gate';

interface Item { readonly name: string; readonly parent?: Item; readonly weight?: number }

/** A gate whose time is moved by hand; `fired` has one line a flush. */
function bed() {
  let now = 1000;
  const timers = new Set<{ at: number; call: () => void }>();
  const fired: { at: number; nodes: readonly Item[] | undefined }[] = [];
  const gate = new RefreshGate<Item>({
    fire: (nodes) => fired.push({ at: now, nodes }), parentOf: (node) => node.parent, weight: (node) => node.weight ?? 1,
  }, { now: () => now, after: (ms, call) => { const timer = { at: now + ms, call }; timers.add(timer); return () => timers.delete(timer); } });
  const advance = (ms: number) => {
    const end = now + ms;
    for (;;) {
      const [next] = [...timers].filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      timers.delete(next);
      now = next.at;
      next.call();
    }
    now = end;
  };
  return { gate, fired, advance, names: () => fired.map(({ at, nodes }) => `${at}: ${nodes?.map((node) => node.name).join(' ') ?? 'all'}`) };
}

describe('vscode: refreshing the tree', () => {
  const root: Item = { name: 'root' };
  const leaf = (name: string): Item => ({ name, parent: root });

  it('flushes the first change at once and then at most every 250 ms', () => {
    const { gate, advance, names } = bed();
    const [a, b, c] = [leaf('a'), leaf('b'), leaf('c')];
    gate.mark(a);
    advance(10);
    gate.mark(b);
    advance(50);
    gate.mark(c);
    gate.mark(b);
    advance(1000);
    gate.mark(a);
    advance(10);
    assert.deepEqual(names(), ['1000: a', '1250: b c', '2060: a']);
  });

  it('does not wait where it is asked for all that is marked, and refreshes nothing twice', () => {
    const { gate, advance, names } = bed();
    const [a, b] = [leaf('a'), leaf('b')];
    gate.mark(a);
    advance(10);
    gate.mark(b);
    gate.flush();
    gate.flush();
    advance(1000);
    assert.deepEqual(names(), ['1000: a', '1010: b']);
  });

  it('leaves what is hidden as it is, also when it is asked', () => {
    const { gate, advance, names } = bed();
    gate.setVisible(false);
    gate.mark(leaf('a'));
    gate.flush();
    advance(1000);
    assert.deepEqual(names(), []);
    gate.setVisible(true);
    advance(0);
    assert.deepEqual(names(), ['2000: a']);
  });

  it('lets a plan wait for the first test case that starts', () => {
    const { gate, advance, names } = bed();
    const test = leaf('test');
    gate.mark(root, 'soon');
    advance(40);
    gate.mark(test);
    advance(40);
    assert.deepEqual(names(), ['1040: root']);
  });

  it('fires a row alone when an ancestor of it is fired', () => {
    const { gate, advance, fired } = bed();
    const test = leaf('test');
    const detail: Item = { name: 'detail', parent: test };
    for (const node of [detail, root, test]) gate.mark(node);
    advance(0);
    assert.deepEqual(fired.map(({ nodes }) => nodes), [[root]]);
  });

  it('fires the parents where too many rows are dirty', () => {
    const { gate, advance, fired } = bed();
    for (let index = 0; index <= 500; index += 1) gate.mark(leaf(String(index)));
    advance(0);
    assert.deepEqual(fired.map(({ nodes }) => nodes), [[root]]);
  });

  it('refreshes a large row every two seconds, its dirty children meanwhile', () => {
    const { gate, advance, names } = bed();
    const large: Item = { name: 'large', weight: 10_000 };
    const test: Item = { name: 'test', parent: large };
    gate.mark(large);
    advance(100);
    gate.mark(large);
    gate.mark(test);
    advance(3000);
    assert.deepEqual(names(), ['1000: large', '1250: test', '3000: large']);
  });

  it('only marks while hidden, and shows everything when it is visible again', () => {
    const { gate, advance, names } = bed();
    gate.setVisible(false);
    gate.mark(root);
    advance(5000);
    assert.deepEqual(names(), []);
    gate.setVisible(true);
    advance(0);
    assert.deepEqual(names(), ['6000: root']);
  });

  it('never loses a mark and never flushes twice within 250 ms, whatever comes when', () => {
    fc.assert(fc.property(fc.array(fc.record({ wait: fc.nat(400), row: fc.nat(5), soon: fc.boolean() }), { maxLength: 60 }), (marks) => {
      const { gate, advance, fired } = bed();
      const rows = Array.from({ length: 6 }, (_, index) => leaf(String(index)));
      const last = new Map<Item, number>();
      let now = 1000;
      for (const { wait, row, soon } of marks) {
        advance(wait);
        now += wait;
        const item = rows[row] ?? root;
        gate.mark(item, soon ? 'soon' : 'now');
        last.set(item, now);
      }
      advance(1000);
      for (const [item, at] of last) assert.ok(fired.some((flush) => flush.at >= at && flush.nodes?.includes(item)), `${item.name} marked at ${at}`);
      for (const [index, flush] of fired.entries()) assert.ok(index === 0 || flush.at - (fired[index - 1]?.at ?? 0) >= 250);
    }));
  });
});
