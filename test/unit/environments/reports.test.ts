import assert from 'node:assert/strict';
import { readReport } from '../../../src/environments/execution/memcheck';
import { readCounters } from '../../../src/environments/execution/perf-stat';

describe('reports of execution environments', () => {
  it('memcheck: a torn report has the errors up to its end', () => {
    const error = (what: string) => `<error>\n<unique>0x0</unique>\n<what>${what}</what>\n</error>\n`;
    assert.deepEqual(readReport(`<?xml version="1.0"?>\n<valgrindoutput>\n${error('Invalid read of size 4 &lt;x&gt;')}${error('b')}<error>\n<uni`), { count: 2, first: 'Invalid read of size 4 <x>' });
    assert.deepEqual(readReport(''), { count: 0, first: undefined });
    assert.equal(readReport('<error><xwhat><text>8 bytes in 1 blocks are lost</text></xwhat></error>').first, '8 bytes in 1 blocks are lost');
  });

  it('perf: what is not counted or not supported has no number', () => {
    assert.deepEqual(readCounters('# started on …\n\n1.35;msec;task-clock:u;1;100.00;0.5;CPUs utilized\n<not supported>;;cycles;0;100.00;;\n140;;page-faults;1;100.00;;\n'), [
      { event: 'task-clock', value: 1.35, unit: 'msec' }, { event: 'page-faults', value: 140, unit: '' },
    ]);
  });
});
