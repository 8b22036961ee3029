import type { BuiltInDraft } from '../events';
import type { ExitStatus, StopLadder, SupervisedProcess } from '../supervisor';
import { NEVER, settledWithin, untilAborted, untilLimit, untilWoundDown, type Limit } from './limits';
import type { FollowedOutput } from './output-file';
import type { Clock } from './step-context';

/** What is known of a process whose supervisor died: it is being killed. */
const LOST_EXIT: ExitStatus = { code: null, signal: 'SIGKILL', killed: true };
const DRAIN_MS = 10_000;
/** How long after the death of the supervisor the sweep in its place has to end a process, so that its last output is told, too. */
const LOST_MS = 5000;
/** How long the end of an ended process waits for the rest of its group. */
export const GROUP_MS = 200;

interface Needs {
  readonly process: SupervisedProcess;
  readonly output: FollowedOutput;
  readonly began: number;
  readonly clock: Clock;
  /** Aborted when the supervisor has died. */
  readonly lost: AbortSignal;
  publish(event: BuiltInDraft): void;
  /** Whether an end nobody asked for is declared by the file. */
  declares(status: ExitStatus): boolean;
}

/** One process of a service from its start until its group is empty, which is told exactly once. */
export class ServiceProcess {
  /** The main process has ended. */
  readonly exited: Promise<ExitStatus>;
  /** Its whole group has gone, and that has been told. */
  readonly stopped: Promise<ExitStatus>;
  /** It has become ready. */
  ready = false;
  #exit: ExitStatus | undefined;
  #exitedAt = 0;
  #expected = false;
  #finishing = false;
  #stopping: Promise<ExitStatus> | undefined;
  readonly #intended = new Set<string>();
  #tellStopped: (status: ExitStatus) => void = () => undefined;

  constructor(private readonly needs: Needs) {
    const { process } = needs;
    this.stopped = new Promise((resolve) => (this.#tellStopped = resolve));
    this.exited = this.#orLost(process.exited).then((status) => {
      this.#exit = status;
      this.#exitedAt = needs.clock.now();
      this.#expected = this.#intended.has('any') || (status.signal !== null && this.#intended.has(status.signal)) || needs.declares(status);
      return status;
    });
    const ended = this.#orLost(process.ended);
    void this.exited.then(() => ended).then((status) => this.#finish(status));
  }

  /** Resolves with what went wrong, if what it prints can no longer be written. */
  get outputLost(): Promise<string> | undefined {
    return this.needs.process.outputLost;
  }

  get pid(): number {
    return this.needs.process.pid;
  }

  get running(): boolean {
    return this.#exit === undefined;
  }

  get exit(): ExitStatus | undefined {
    return this.#exit;
  }

  /** Its end was asked for, or is declared by the file; known once it has ended. */
  get expected(): boolean {
    return this.#expected;
  }

  /** From now on an end is on purpose: any, or one by this signal. */
  intend(what: string): void {
    this.#intended.add(what);
  }

  /** Resolves when the death of the main process is known, should it have begun. @throws LimitExceeded, or the reason of the signal */
  async look(limit: Omit<Limit, 'what'>): Promise<void> {
    const what = 'Looking at a service';
    const signs = this.needs.process.vitalSigns?.() ?? 'unknown';
    if (signs === 'dying') await untilLimit({ what, ...limit }, () => this.exited);
    // The answer comes behind every death the supervisor has seen. A stop begins with this signal anyway.
    else if (signs === 'unknown') await untilLimit({ what, ...limit }, () => this.signal('SIGCONT', false));
  }

  /** Sends a signal to the main process, or to the whole group. */
  signal(signal: string, group: boolean): Promise<void> {
    return this.needs.process.signal(signal, { group });
  }

  /** Stops the whole group; resolves when it has gone and that has been told. Called again it joins the first. What is tried `first` may end it without a signal. */
  stop(ladder: StopLadder, reason: string, first?: () => Promise<void>): Promise<ExitStatus> {
    this.#stopping ??= this.#stop(ladder, reason, first);
    return this.#stopping;
  }

  /** Tells the end, once; later calls wait for the first. */
  async #finish(status: ExitStatus): Promise<ExitStatus> {
    if (this.#finishing) return this.stopped;
    this.#finishing = true;
    const { clock, began, publish, output, process } = this.needs;
    const main = await this.exited;
    await untilLimit({ what: 'Reading the last output', ms: DRAIN_MS, clock, signal: NEVER }, () => output.close(process.silent)).catch(() => undefined);
    const end: ExitStatus = { code: main.code, signal: main.signal, killed: main.killed || status.killed };
    publish({
      type: 'service.stopped', exit_code: end.code, signal: end.signal, killed: end.killed,
      expected: this.#expected, duration_ms: clock.now() - began,
    });
    this.#tellStopped(end);
    return end;
  }

  /** Never rejects: nobody but the supervisor knows how it ended. */
  async #orLost(end: Promise<ExitStatus>): Promise<ExitStatus> {
    const { clock, lost } = this.needs;
    return untilWoundDown(end, { ms: LOST_MS, clock, signal: lost }).catch(() => LOST_EXIT);
  }

  /** The end of its group is often told a moment after that of the main process: then there is nothing to stop. */
  async #settleGroup(): Promise<void> {
    const { clock, process, lost } = this.needs;
    const rest = this.#exitedAt + GROUP_MS - clock.now();
    if (rest > 0) await settledWithin(untilAborted(process.ended, lost), rest, clock);
  }

  async #stop(ladder: StopLadder, reason: string, first?: () => Promise<void>): Promise<ExitStatus> {
    if (this.#exit !== undefined && !this.#finishing) await this.#settleGroup();
    if (this.#finishing) return this.stopped;
    this.intend('any');
    this.needs.publish({ type: 'service.stopping', signal: ladder.signal, reason });
    await first?.();
    const laddered = this.#orLost(this.needs.process.stop(ladder));
    return Promise.race([laddered.then((status) => this.#finish(status)), this.stopped]);
  }
}
