import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ShownRows } from '../../../src/vscode/tree/shown-rows';

interface Row { text: string; readonly below: Row[] }
const row = (text: string, ...below: Row[]): Row => ({ text, below });

/** An editor that shows all rows, and asks again for what it is told to refresh, as the real one does. */
function bed(roots: Row[], isLarge: (node: Row) => boolean = () => false) {
  const shown = new ShownRows<Row>({ row: ({ text }) => text, children: (node) => [...(node?.below ?? roots)], isLarge });
  const seen = new Map<Row, string>();
  const ask = (node: Row | undefined): void => {
    if (node !== undefined) {
      shown.gaveRow(node);
      seen.set(node, node.text);
    }
    const children = [...(node?.below ?? roots)];
    shown.gaveChildren(node, children);
    children.forEach(ask);
  };
  ask(undefined);
  const refresh = (nodes: readonly Row[] | undefined): readonly string[] | undefined => {
    const stale = shown.outdated(nodes);
    if (stale === undefined) ask(undefined);
    else stale.forEach(ask);
    return stale?.map(({ text }) => text);
  };
  return { refresh, seen };
}

describe('vscode: rows that the editor shows', () => {
  const [a, b] = [row('a'), row('b')];
  const top = row('top', a, b);
  const other = row('other');

  it('are refreshed where they look otherwise, and only there', () => {
    const { refresh } = bed([top, other]);
    assert.deepEqual(refresh([top, other]), []);
    b.text = 'b, passed';
    assert.deepEqual(refresh([top]), ['b, passed']);
    assert.deepEqual(refresh([top]), []);
    [top.text, a.text] = ['top, 1 passed', 'a, passed'];
    assert.deepEqual(refresh([a, top]), ['a, passed', 'top, 1 passed']);
    assert.deepEqual(refresh(undefined), []);
  });

  it('are refreshed together where some have come or gone', () => {
    const roots = [top, other];
    const { refresh } = bed(roots);
    top.below.push(row('c'));
    assert.deepEqual(refresh([top]), [top.text]);
    roots.pop();
    assert.equal(refresh(undefined), undefined);
    assert.deepEqual(refresh(undefined), []);
  });

  it('are not compared where they are many, nor before they are shown', () => {
    const { refresh } = bed([top], (node) => node === top);
    assert.deepEqual(refresh([top]), [top.text]);
    assert.deepEqual(refresh([other]), []);
  });

  it('look as they should, whatever has changed', () => {
    const tree = fc.letrec<{ row: Row }>((tie) => ({ row: fc.record({ text: fc.constantFrom('x', 'y', 'z'), below: fc.oneof({ maxDepth: 3 }, fc.constant<Row[]>([]), fc.array(tie('row'), { maxLength: 3 })) }) })).row;
    const changes = fc.array(fc.record({ at: fc.nat(), text: fc.option(fc.constantFrom('x', 'y', 'z')), add: fc.boolean(), all: fc.boolean() }), { maxLength: 8 });
    fc.assert(fc.property(fc.array(tree, { minLength: 1, maxLength: 3 }), changes, (roots, steps) => {
      const { refresh, seen } = bed(roots);
      const flat = (rows: readonly Row[]): readonly Row[] => rows.flatMap((one) => [one, ...flat(one.below)]);
      for (const { at, text, add, all } of steps) {
        const rows = flat(roots);
        const changed = rows[at % rows.length];
        assert.ok(changed);
        if (text !== null) changed.text = text;
        if (add) changed.below.push(row('new'));
        refresh(all ? undefined : [changed]);
      }
      for (const one of flat(roots)) assert.equal(seen.get(one), one.text);
    }));
  });
});
