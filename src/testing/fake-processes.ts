import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Clock } from '../engine';
import { SpawnError, type ExitStatus, type Leftover, type Processes, type SpawnErrorCode, type SpawnRequest, type StopLadder, type SupervisedProcess } from '../supervisor';

/** What a process does instead of a real one. */
export interface FakeProgram {
  /** Written before anything else. */
  readonly stdout?: string | Uint8Array;
  readonly stderr?: string | Uint8Array;
  /** It ends by itself after so many milliseconds of the clock, with this code or by this signal; `never`: it lives until it is stopped. Default: at once, with 0. */
  readonly exit?: 'never' | { readonly code?: number; readonly signal?: string; readonly afterMs?: number };
  /** How it takes a stop: it obeys (the default), is killed when the time of grace is over, never ends, or its supervisor fails. */
  readonly stop?: 'obeys' | 'ignores' | 'never' | 'throws';
  /** Its group lives on after its end, until it is stopped. */
  readonly leavesChild?: boolean;
  /** It cannot be started. */
  readonly fails?: SpawnErrorCode;
}

/** By the name of the program, or by what is asked for. */
export type FakePrograms = { readonly [program: string]: FakeProgram } | ((request: SpawnRequest) => FakeProgram);

export class FakeProcess implements SupervisedProcess {
  readonly id: string;
  readonly exited: Promise<ExitStatus>;
  readonly ended: Promise<ExitStatus>;
  readonly stops: StopLadder[] = [];
  readonly signals: string[] = [];
  #alive = true;
  #groupAlive = true;
  #exit: (status: ExitStatus) => void = () => undefined;
  #end: (status: ExitStatus) => void = () => undefined;

  constructor(readonly request: SpawnRequest, readonly pid: number, private readonly program: FakeProgram, private readonly clock: Clock, private readonly killed: Promise<void>) {
    this.id = request.id;
    this.exited = new Promise((resolve) => (this.#exit = resolve));
    this.ended = new Promise((resolve) => (this.#end = resolve));
  }

  /** It, or something of its group, is alive. */
  get alive(): boolean {
    return this.#groupAlive;
  }

  /** The main process ends; its group stays unless `group` is told to go, too. */
  exit(status: Partial<ExitStatus>, group = true): void {
    const whole = { code: null, signal: null, killed: false, ...status };
    this.#alive = false;
    this.#exit(whole);
    if (!group) return;
    this.#groupAlive = false;
    this.#end(whole);
  }

  async stop(ladder: StopLadder): Promise<ExitStatus> {
    this.stops.push(ladder);
    const { stop = 'obeys' } = this.program;
    if (stop === 'throws') throw new Error('the channel is closed');
    if (stop === 'ignores' && this.#alive) await Promise.race([this.clock.sleep(ladder.graceMs), this.killed, this.ended]);
    if (stop !== 'never' && this.#groupAlive) this.exit(stop === 'ignores' ? { signal: 'SIGKILL', killed: true } : { signal: ladder.signal });
    return this.ended;
  }

  async signal(signal: string): Promise<void> {
    this.signals.push(signal);
    if (signal === 'SIGKILL' || (signal === 'SIGTERM' && (this.program.stop ?? 'obeys') === 'obeys')) this.exit({ signal });
  }
}

/** Processes that are none: they do what they are told to, on the given clock, and write to the files they are given as real ones do. */
export class FakeProcesses implements Processes {
  readonly started: FakeProcess[] = [];
  readonly lost: Promise<Error>;
  /** What the next searches find. */
  leftovers: readonly Leftover[] = [];
  readonly #killed: Promise<void>;
  #kill: () => void = () => undefined;
  #lose: (error: Error) => void = () => undefined;

  constructor(private readonly clock: Clock, private readonly programs: FakePrograms = {}) {
    this.lost = new Promise((resolve) => (this.#lose = resolve));
    this.#killed = new Promise((resolve) => (this.#kill = resolve));
  }

  async spawn(request: SpawnRequest): Promise<SupervisedProcess> {
    const program = this.#programOf(request);
    if (program.fails !== undefined) throw new SpawnError(program.fails, `${request.command[0] ?? ''}: ${program.fails}`);
    // At once: who gave up waiting for this start may remove the folder, which must not happen between these.
    mkdirSync(path.dirname(request.stdoutFile), { recursive: true });
    appendFileSync(request.stdoutFile, program.stdout ?? '');
    appendFileSync(request.stderrFile, program.stderr ?? '');
    const process = new FakeProcess(request, 100 + this.started.length, program, this.clock, this.#killed);
    this.started.push(process);
    const { exit = {}, leavesChild = false } = program;
    if (exit !== 'never') void this.#exitLater(process, exit, !leavesChild);
    return process;
  }

  /** The supervisor dies, and everything with it. */
  die(error = new Error('the supervisor was killed')): void {
    this.#lose(error);
    for (const process of this.started) process.exit({ signal: 'SIGKILL', killed: true });
  }

  async sweep(): Promise<readonly Leftover[]> {
    return this.leftovers;
  }

  async releasePorts(): Promise<readonly Leftover[]> {
    return [];
  }

  async takenPort(): Promise<undefined> {
    return undefined;
  }

  async killAll(): Promise<void> {
    this.#kill();
    for (const process of this.started) process.exit({ signal: 'SIGKILL', killed: true });
  }

  async dispose(): Promise<readonly Leftover[]> {
    return [];
  }

  #programOf(request: SpawnRequest): FakeProgram {
    if (typeof this.programs === 'function') return this.programs(request);
    const name = request.command[0] ?? '';
    const program = Object.hasOwn(this.programs, name) ? this.programs[name] : undefined;
    if (program === undefined) throw new SpawnError('program-missing', `there is no fake program "${name}"; there is ${Object.keys(this.programs).join(', ') || 'none'}`);
    return program;
  }

  async #exitLater(process: FakeProcess, { code, signal, afterMs = 0 }: Exclude<NonNullable<FakeProgram['exit']>, 'never'>, group: boolean): Promise<void> {
    if (afterMs > 0) await this.clock.sleep(afterMs);
    process.exit({ code: signal === undefined ? code ?? 0 : null, signal: signal ?? null }, group);
  }
}
