import type { FirstCommands } from './first-commands';
import { LAST_MOMENT_MS, settledWithin } from './limits';
import type { Clock } from './step-context';
import type { Leftover, Processes, SpawnRequest, StopLadder, SupervisedProcess } from '../supervisor';

const AT_ONCE: StopLadder = { signal: 'SIGKILL', graceMs: 0 };

/** The processes of one test case: remembers what is alive, so that nothing of it outlives its teardown. */
export class CaseProcesses implements Processes {
  readonly #alive = new Set<SupervisedProcess>();
  readonly #spawning = new Set<Promise<unknown>>();
  #closed = false;
  #used = false;

  constructor(private readonly run: Processes, private readonly test: string, private readonly firstCommands?: FirstCommands) {}

  get lost(): Promise<Error> {
    return this.run.lost;
  }

  /** Something was started at some time. */
  get used(): boolean {
    return this.#used;
  }

  async spawn(request: SpawnRequest): Promise<SupervisedProcess> {
    this.#used = true;
    const spawning = this.firstCommands?.claim(this.test, request) ?? this.run.spawn(request);
    if (request.makesRoom !== undefined) this.firstCommands?.prepare();
    this.#spawning.add(spawning);
    try {
      const process = await spawning;
      this.#alive.add(process);
      process.ended.then(() => this.#alive.delete(process), () => this.#alive.delete(process));
      // Nobody waits for it any more: the test case is over.
      if (this.#closed) await process.stop(AT_ONCE);
      return process;
    } finally {
      this.#spawning.delete(spawning);
    }
  }

  /**
   * Stops what is still alive; what is started later is killed at once.
   * @param givenUp pids of those whose stop took too long: they get a last moment, for the machine may have slept through that time
   */
  async close(ladder: StopLadder, clock: Clock, givenUp: ReadonlySet<number> = new Set()): Promise<void> {
    this.#closed = true;
    await this.firstCommands?.drop(this.test);
    await Promise.allSettled(this.#spawning);
    const alive = [...this.#alive];
    const last = Promise.allSettled(alive.filter(({ pid }) => givenUp.has(pid)).map((process) => process.stop(AT_ONCE)));
    await Promise.allSettled(alive.filter(({ pid }) => !givenUp.has(pid)).map((process) => process.stop(ladder)));
    if (givenUp.size > 0) await settledWithin(last, LAST_MOMENT_MS, clock);
  }

  sweep(): Promise<readonly Leftover[]> {
    return this.run.sweep();
  }

  releasePorts(ports: readonly number[]): Promise<readonly Leftover[]> {
    return this.run.releasePorts(ports);
  }

  takenPort(ports: { readonly [name: string]: number }): Promise<string | undefined> {
    return this.run.takenPort(ports);
  }

  killAll(): Promise<void> {
    return this.run.killAll();
  }

  dispose(): Promise<readonly Leftover[]> {
    return this.run.dispose();
  }
}
