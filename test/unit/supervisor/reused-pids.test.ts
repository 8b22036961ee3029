import assert from 'node:assert/strict';
import fc from 'fast-check';
import { descendantsOf, stillThere } from '../../../src/supervisor/lineage';
import type { KnownProcess, ProcessRow } from '../../../src/supervisor/process-row';
import { groupsOf } from '../../../src/supervisor/sweep';

/** `RUNS=10000` for all of them; `SEED` repeats an earlier suite. */
const RUNS = Number(process.env['RUNS'] ?? 1000);
const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 0x7fffffff));

type Row = ProcessRow & { readonly ours: boolean };
const step = fc.record({ kind: fc.constantFrom('start', 'start', 'end'), who: fc.nat(30), ownGroup: fc.boolean() });

/** A machine with so few pids that they are soon given anew, as systems do: never one that is still a process' or a group's. */
class Machine {
  rows: Row[] = [1, 2].map((pid) => ({ pid, ppid: 0, group: pid, session: 0, startTime: String(pid), gone: false, name: 'x', ours: false }));
  readonly leaders: KnownProcess[] = [];
  readonly seen: KnownProcess[] = [];
  #time = 10;
  #next = 3;

  /** Number 2 is the supervisor: whom it starts, and whoever descends from these, is the run's. */
  start(who: number, ownGroup: boolean): void {
    const parent = this.rows[who % this.rows.length];
    const pid = this.#free();
    if (parent === undefined || pid === undefined) return;
    const leads = ownGroup || parent.pid === 2;
    const row = { pid, ppid: parent.pid, group: leads ? pid : parent.group, session: 0, startTime: String(this.#time += 1), gone: false, name: 'x', ours: parent.ours || parent.pid === 2 };
    this.rows.push(row);
    if (parent.pid === 2) this.leaders.push(row);
    else if (row.ours) this.seen.push(row);
  }

  end(who: number): void {
    const row = this.rows[who % this.rows.length];
    if (row === undefined || row.pid <= 2) return;
    this.rows = this.rows.filter((one) => one !== row).map((one) => (one.ppid === row.pid ? { ...one, ppid: 1 } : one));
  }

  /** Those whose group has never been empty since, as a supervisor knows them. */
  get watchedLeaders(): readonly KnownProcess[] {
    return this.leaders.filter(({ pid, startTime }) => this.rows.some((row) => row.group === pid && row.ours && Number(row.startTime) >= Number(startTime))
      && this.leaders.findLast((leader) => leader.pid === pid)?.startTime === startTime);
  }

  #free(): number | undefined {
    for (let tries = 0; tries < 8; tries += 1) {
      const pid = 3 + (this.#next++ % 8);
      if (!this.rows.some((row) => row.pid === pid || row.group === pid)) return pid;
    }
    return undefined;
  }
}

describe('pids that are given anew', () => {
  it(`never lead to a process of somebody else (${RUNS} machines, seed ${SEED})`, () => {
    let reused = 0;
    fc.assert(fc.property(fc.array(step, { minLength: 10, maxLength: 60 }), (steps) => {
      const machine = new Machine();
      for (const { kind, who, ownGroup } of steps) {
        if (kind === 'start') machine.start(who, ownGroup);
        else machine.end(who);
      }
      const { rows, leaders, seen } = machine;
      if ([...leaders, ...seen].some((known) => rows.some((row) => row.pid === known.pid && !row.ours))) reused += 1;
      for (const scope of [{ leaders, watched: false }, { leaders: machine.watchedLeaders, watched: true }]) {
        const found = [...groupsOf(scope, rows), ...stillThere(seen, rows)];
        const pids = new Set([...found, ...descendantsOf(found.map(({ pid }) => pid), rows)].map(({ pid }) => pid));
        assert.deepEqual(rows.filter((row) => pids.has(row.pid) && !row.ours), []);
      }
    }), { numRuns: RUNS, seed: SEED });
    assert.ok(reused > RUNS / 20, `only ${reused} machines gave a pid of the run to somebody else`);
  });
});
