import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Row } from '../../../../src/vscode/inspector/protocol';
import { readFromPage, readToPage } from '../../../../src/vscode/inspector/protocol';
import { RowCache } from '../../../../src/vscode/inspector/page/row-cache';
import { scrollHeight, scrollTo, visibleWindow } from '../../../../src/vscode/inspector/page/virtual-window';

const row = (seq: number): Row => ({ seq, offset: '', clock: '', type: 't', test: '', service: '', words: '', level: 'info' });

describe('inspector: the page', () => {
  it('draws a window of rows that covers what is visible, for any number of events', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 5_000_000 }), fc.integer({ min: 60, max: 2000 }), fc.double({ min: 0, max: 1, noNaN: true }), (total, height, fraction) => {
      const rowHeight = 22;
      const top = Math.max(0, scrollHeight(total, rowHeight) - height) * fraction;
      const { first, count, at } = visibleWindow({ top, height, total, rowHeight });
      assert.ok(first >= 0 && first + count <= total && count < height / rowHeight + 20);
      assert.ok(at <= top + 0.01, `${at} above ${top}`);
      assert.ok(at + count * rowHeight >= Math.min(top + height, scrollHeight(total, rowHeight)) - 0.01 || first + count === total, 'covers the visible');
      if (fraction === 0) assert.equal(first, 0);
      if (fraction === 1) assert.equal(first + count, total);
    }), { numRuns: 500 });
  });

  it('scrolls to any row, and stays where it is visible', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 3_000_000 }), fc.nat(), (total, wish) => {
      const scroll = { top: 0, height: 600, total, rowHeight: 22 };
      const index = wish % total;
      const top = scrollTo(index, scroll) ?? 0;
      const { first, count, at } = visibleWindow({ ...scroll, top });
      const y = at + (index - first) * 22;
      assert.ok(index >= first && index < first + count && y >= top - 1 && y + 22 <= Math.max(top + 600, 22 * total) + 1, `row ${index} of ${total} at ${y}, scrolled to ${top}`);
      assert.equal(scrollTo(index, { ...scroll, top }), undefined);
    }), { numRuns: 500 });
  });

  it('asks for the rows that are missing, one answer at a time', () => {
    const cache = new RowCache();
    cache.begin(1);
    assert.deepEqual(cache.ask(10, 30, 1000), { from: 10, count: 100 });
    assert.equal(cache.ask(500, 30, 1000), undefined);
    assert.equal(cache.take(0, 10, [row(1)]), false);
    assert.equal(cache.take(1, 10, Array.from({ length: 100 }, (_, index) => row(index))), true);
    assert.equal(cache.at(12)?.seq, 2);
    assert.equal(cache.ask(10, 100, 1000), undefined);
    assert.deepEqual(cache.ask(90, 30, 115), { from: 110, count: 5 });
    cache.begin(2);
    assert.equal(cache.at(12), undefined);
    assert.deepEqual(cache.ask(0, 1, 1), { from: 0, count: 1 });
  });

  it('takes no message of another form, on either side', () => {
    assert.deepEqual(readFromPage({ kind: 'select', seq: 3 }), { kind: 'select', seq: 3 });
    for (const wrong of [undefined, null, 3, 'select', {}, { kind: 'select' }, { kind: 'select', seq: -1 }, { kind: 'select', seq: '3' }, { kind: 'rows', generation: 0, from: 0, count: 1e9 }, { kind: 'other' }, { kind: 'goTo', what: 'shell', seq: 1 }]) {
      assert.equal(readFromPage(wrong), undefined, JSON.stringify(wrong));
    }
    assert.deepEqual(readToPage({ kind: 'list', generation: 1, count: 2, total: 3 }), { kind: 'list', generation: 1, count: 2, total: 3 });
    for (const wrong of [undefined, { kind: 'rows', generation: 1, from: 0, rows: [{}] }, { kind: 'head' }]) assert.equal(readToPage(wrong), undefined);
  });
});
