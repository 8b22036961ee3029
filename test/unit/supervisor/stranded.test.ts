import assert from 'node:assert/strict';
import { strandedRuns } from '../../../src/supervisor';

describe('runs of which something is left', () => {
  const row = (pid: number) => ({ pid, ppid: 1, group: pid, session: pid, startTime: String(pid), name: 'node', gone: false });
  /** A machine on which process 1 is of run one, 2 of run two. @param lines what its command lines say, look by look. */
  const machine = (...lines: readonly (readonly string[])[]) => {
    let look = 0;
    return {
      rows: () => Promise.resolve([row(1), row(2)]),
      lines: () => Promise.resolve([[...lines[look++] ?? []]]),
      runOf: (pid: number) => Promise.resolve(pid === 1 ? 'one' : 'two'),
    };
  };

  it('are those that have no supervisor', async () => {
    assert.deepEqual([...await strandedRuns(machine(['supervisor.js', 'two'], ['supervisor.js', 'two']))], ['one']);
  });

  it('are neither one that ends while it is looked at, nor one that begins', async () => {
    assert.deepEqual([...await strandedRuns(machine(['supervisor.js', 'one'], ['supervisor.js', 'two']))], []);
  });
});
