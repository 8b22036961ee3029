import { isDeepStrictEqual } from 'node:util';
import type { TestCasePlan } from '../config';
import type { ProcessInTurn, Processes, SpawnRequest, SupervisedProcess } from '../supervisor';

interface Needs {
  readonly processes: Processes;
  /** The test cases that begin next. */
  upcoming(): readonly TestCasePlan[];
  /** What a test case is going to start before anything else; undefined where that cannot be known now. */
  foresee(plan: TestCasePlan): SpawnRequest | undefined;
}

interface Waiting {
  readonly request: SpawnRequest;
  readonly turn: ProcessInTurn;
}

/**
 * The first commands of the test cases that come next are prepared with the supervisor while others run, and start the moment
 * one of these has ended: what is to be told of an end and a beginning is told meanwhile.
 */
export class FirstCommands {
  /** By the test case. */
  readonly #waiting = new Map<string, Waiting>();
  /** On their way out, by the test case: until then what was made for them is removed, which would take away what is made anew. */
  readonly #dropping = new Map<string, Promise<void>>();
  #closed = false;

  constructor(private readonly needs: Needs) {}

  /** Prepares those that are not yet; whoever comes behind one that cannot be foreseen must not go before it. */
  prepare(): void {
    if (this.#closed) return;
    for (const plan of this.needs.upcoming()) {
      if (this.#waiting.has(plan.id)) continue;
      const request = this.needs.foresee(plan);
      const turn = request === undefined ? undefined : this.needs.processes.spawnInTurn?.(request);
      if (request === undefined || turn === undefined) return;
      this.#waiting.set(plan.id, { request, turn });
    }
  }

  /** It runs, though its test case may not have begun. */
  hasBegun(test: string): boolean {
    return this.#waiting.get(test)?.turn.hasBegun === true;
  }

  /** The process that was prepared for this very request, which is started now if it has not been. */
  claim(test: string, request: SpawnRequest): Promise<SupervisedProcess> | undefined {
    const waiting = this.#waiting.get(test);
    if (waiting === undefined || !isDeepStrictEqual(waiting.request, request)) return this.drop(test)?.then(() => this.needs.processes.spawn(request));
    this.#waiting.delete(test);
    waiting.turn.go();
    return waiting.turn.started;
  }

  /** What was prepared for a test case and is not wanted any more: resolves when it has ended. Undefined: there is nothing. */
  drop(test: string): Promise<void> | undefined {
    const waiting = this.#waiting.get(test);
    if (waiting === undefined) return this.#dropping.get(test);
    this.#waiting.delete(test);
    const dropping = waiting.turn.drop().finally(() => this.#dropping.delete(test));
    this.#dropping.set(test, dropping);
    return dropping;
  }

  /** No further test case begins but for those whose command has begun. */
  close(): void {
    this.#closed = true;
    for (const [test, { turn }] of this.#waiting) if (!turn.hasBegun) this.drop(test)?.catch(() => undefined);
  }
}
