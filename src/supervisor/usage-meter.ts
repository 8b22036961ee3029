import type { MeasuredProcess } from './process-usage';
import type { ProcessUsage } from './processes';

/** Adds up what a tree of processes has used over its life; the sum never falls, also when some of them end. */
export class UsageMeter {
  #last: ReadonlyMap<number, MeasuredProcess> = new Map();
  /** Of processes that have ended, and whose time no living one of the tree carries on. */
  #endedMs = 0;
  #usage: ProcessUsage = { cpuMs: 0, memoryBytes: 0, peakMemoryBytes: 0, processes: 0, elapsedMs: 0 };

  get usage(): ProcessUsage {
    return this.#usage;
  }

  /** All processes of the tree that run now. */
  add(running: readonly MeasuredProcess[], elapsedMs: number): void {
    const now = new Map(running.map((one) => [one.pid, one]));
    for (const one of this.#last.values()) {
      if (now.get(one.pid)?.startTime !== one.startTime && !this.#isCarriedOn(one, now)) this.#endedMs += one.cpuMs;
    }
    this.#last = now;
    const memoryBytes = running.reduce((sum, one) => sum + one.memoryBytes, 0);
    this.#usage = {
      cpuMs: Math.max(this.#usage.cpuMs, this.#endedMs + running.reduce((sum, one) => sum + one.cpuMs, 0)),
      memoryBytes, peakMemoryBytes: Math.max(this.#usage.peakMemoryBytes, memoryBytes, ...running.map((one) => one.peakBytes)),
      processes: running.length, elapsedMs,
    };
  }

  /** The leader has ended, and used exactly so much, with the children it has waited for; undefined where that is not known. */
  leaderEnded(pid: number, exactMs: number | undefined, elapsedMs: number): void {
    const known = this.#last.get(pid)?.cpuMs ?? 0;
    this.#last = new Map([...this.#last].filter(([other]) => other !== pid));
    this.#endedMs += Math.max(known, exactMs ?? 0);
    this.#usage = { ...this.#usage, cpuMs: Math.max(this.#usage.cpuMs, this.#endedMs), elapsedMs };
  }

  /** Some ancestor that is still there has waited for it, or will. */
  #isCarriedOn(one: MeasuredProcess, now: ReadonlyMap<number, MeasuredProcess>): boolean {
    const seen = new Set<number>();
    for (let at: MeasuredProcess | undefined = one; at !== undefined && !seen.has(at.pid); at = this.#last.get(at.ppid)) {
      seen.add(at.pid);
      if (now.has(at.ppid)) return true;
    }
    return false;
  }
}
