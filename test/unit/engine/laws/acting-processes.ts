import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Clock } from '../../../../src/engine/step-context';
import { SpawnError, type ExitStatus, type Leftover, type Processes, type SpawnRequest, type StopLadder, type SupervisedProcess } from '../../../../src/supervisor';
import type { Fault } from './faults';

/** What a fake process does; it stands in its command, so that the experiment tells the whole story. */
export interface Act {
  readonly spawn?: 'fails' | 'hangs';
  /** Written to its standard output before anything else. */
  readonly print?: string;
  /** It ends by itself after so many milliseconds. */
  readonly exit?: { readonly code: number; readonly afterMs: number };
  /** How it takes a stop; default: it obeys. */
  readonly stop?: 'ignores' | 'never' | 'throws';
  /** It puts a file where the artifacts of its test are to go. */
  readonly blocksResults?: boolean;
}

export const command = (act: Act): readonly string[] => ['fake', JSON.stringify(act)];

class ActingProcess implements SupervisedProcess {
  readonly id: string;
  readonly exited: Promise<ExitStatus>;
  readonly ended: Promise<ExitStatus>;
  alive = true;
  #end: (status: ExitStatus) => void = () => undefined;

  constructor(readonly request: SpawnRequest, readonly pid: number, readonly act: Act, private readonly around: ActingProcesses) {
    this.id = request.id;
    this.exited = this.ended = new Promise((resolve) => (this.#end = resolve));
  }

  die(status: Partial<ExitStatus>): void {
    this.alive = false;
    this.#end({ code: null, signal: null, killed: false, ...status });
  }

  async stop({ signal, graceMs }: StopLadder): Promise<ExitStatus> {
    this.around.throwIfLost();
    if (!this.alive) return this.ended;
    switch (this.act.stop) {
      case 'throws':
        this.around.struck('a stop breaks', this.request);
        throw new Error('the stop broke');
      case 'never':
        this.around.struck('a stop hangs', this.request);
        return this.ended;
      case 'ignores':
        await Promise.race([this.around.clock.sleep(graceMs), this.around.killed]);
        if (this.alive) this.die({ signal: 'SIGKILL', killed: true });
        return this.ended;
      default:
        this.die({ signal });
        return this.ended;
    }
  }

  async signal(signal: string): Promise<void> {
    this.around.throwIfLost();
    if (['SIGKILL', 'SIGTERM'].includes(signal) && this.act.stop === undefined) this.die({ signal });
  }
}

/** Processes that do what their command says, on the given clock, and write to the files they are given. */
export class ActingProcesses implements Processes {
  readonly started: ActingProcess[] = [];
  readonly lost: Promise<Error>;
  readonly killed: Promise<void>;
  sweep: () => Promise<readonly Leftover[]> = async () => [];
  #lostBy: Error | undefined;
  #lose: (error: Error) => void = () => undefined;
  #kill: () => void = () => undefined;

  constructor(readonly clock: Clock, readonly struck: (fault: Fault, request: SpawnRequest) => void) {
    this.lost = new Promise((resolve) => (this.#lose = resolve));
    this.killed = new Promise((resolve) => (this.#kill = resolve));
  }

  async releasePorts(): Promise<readonly Leftover[]> {
    return [];
  }

  async takenPort(): Promise<undefined> {
    return undefined;
  }

  async spawn(request: SpawnRequest): Promise<SupervisedProcess> {
    this.throwIfLost();
    const act = JSON.parse(request.command[1] ?? '{}') as Act;
    if (act.spawn === 'hangs') {
      this.struck('a start hangs', request);
      return new Promise(() => undefined);
    }
    if (act.spawn === 'fails') {
      this.struck('a start fails', request);
      throw new SpawnError('program-missing', 'there is no program "fake"');
    }
    // At once: who gave up waiting for this start may remove the folder, which must not happen between these.
    mkdirSync(path.dirname(request.stdoutFile), { recursive: true });
    appendFileSync(request.stdoutFile, act.print ?? '');
    appendFileSync(request.stderrFile, '');
    if (act.blocksResults === true) writeFileSync(path.join(path.dirname(request.stdoutFile), '..', 'artifacts'), '');
    await new Promise(setImmediate);
    this.throwIfLost();
    const process = new ActingProcess(request, 100 + this.started.length, act, this);
    this.started.push(process);
    if (act.exit !== undefined) void this.#exitLater(process, act.exit);
    return process;
  }

  /** The supervisor dies, and everything with it. */
  die(): void {
    this.#lostBy = new Error('the supervisor was killed');
    this.#lose(this.#lostBy);
    for (const process of this.started) process.die({ signal: 'SIGKILL', killed: true });
  }

  throwIfLost(): void {
    if (this.#lostBy !== undefined) throw this.#lostBy;
  }

  async killAll(): Promise<void> {
    this.throwIfLost();
    this.#kill();
    for (const process of this.started) if (process.act.stop === 'ignores') process.die({ signal: 'SIGKILL', killed: true });
  }

  async dispose(): Promise<readonly Leftover[]> {
    return [];
  }

  async #exitLater(process: ActingProcess, { code, afterMs }: NonNullable<Act['exit']>): Promise<void> {
    if (afterMs > 0) await this.clock.sleep(afterMs);
    process.die({ code });
  }
}
