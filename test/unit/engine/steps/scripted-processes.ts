import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { ExitStatus, Leftover, Processes, SpawnError, SpawnRequest, StopLadder, SupervisedProcess } from '../../../../src/supervisor';

/** What a process shall do. */
export interface Script {
  readonly stdout?: string | Buffer;
  readonly stderr?: string;
  /** Default 0. */
  readonly code?: number;
  readonly signal?: string;
  /** Lives until it is stopped. */
  readonly hangs?: boolean;
  /** Its group lives on after its end, until it is stopped. */
  readonly leavesChild?: boolean;
  readonly error?: SpawnError;
  /** Its start is answered only then. */
  readonly answered?: Promise<void>;
}

export class ScriptedProcess implements SupervisedProcess {
  readonly pid = 1;
  readonly exited: Promise<ExitStatus>;
  readonly ended: Promise<ExitStatus>;
  readonly stops: StopLadder[] = [];
  #exit: (status: ExitStatus) => void = () => undefined;
  #end: (status: ExitStatus) => void = () => undefined;

  constructor(readonly id: string, { code = 0, signal, hangs, leavesChild }: Script) {
    this.exited = new Promise((resolve) => (this.#exit = resolve));
    this.ended = new Promise((resolve) => (this.#end = resolve));
    if (hangs !== true) this.exit({ code: signal === undefined ? code : null, signal: signal ?? null, killed: false }, leavesChild !== true);
  }

  exit(status: ExitStatus, group = true): void {
    this.#exit(status);
    if (group) this.#end(status);
  }

  async stop(ladder: StopLadder): Promise<ExitStatus> {
    this.stops.push(ladder);
    const status = { code: null, signal: ladder.signal, killed: false };
    this.exit(status);
    return status;
  }

  signal(): Promise<void> {
    return Promise.reject(new Error('nobody signals a step'));
  }
}

/** Processes whose behaviour depends on their command; they write to the files they are given, as real ones do. */
export class ScriptedProcesses implements Processes {
  readonly requests: SpawnRequest[] = [];
  readonly started: ScriptedProcess[] = [];
  readonly lost = new Promise<Error>(() => undefined);

  constructor(private readonly scriptFor: (request: SpawnRequest) => Script = () => ({})) {}

  async spawn(request: SpawnRequest): Promise<SupervisedProcess> {
    this.requests.push(request);
    const script = this.scriptFor(request);
    await script.answered;
    if (script.error !== undefined) throw script.error;
    // At once: who gave up waiting for this start may remove the folder, which must not happen between these.
    mkdirSync(path.dirname(request.stdoutFile), { recursive: true });
    appendFileSync(request.stdoutFile, script.stdout ?? '');
    appendFileSync(request.stderrFile, script.stderr ?? '');
    const process = new ScriptedProcess(request.id, script);
    this.started.push(process);
    return process;
  }

  async sweep() {
    return [];
  }

  async releasePorts(): Promise<readonly Leftover[]> {
    return [];
  }

  async takenPort(): Promise<undefined> {
    return undefined;
  }

  async killAll() {
    for (const process of this.started) process.exit({ code: null, signal: 'SIGKILL', killed: true });
  }

  async dispose() {
    return [];
  }
}
