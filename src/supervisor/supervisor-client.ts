import { RemoteProcess } from './remote-process';
import {
  SpawnError, type ExitStatus, type Leftover, type Processes, type SpawnRequest, type StopLadder, type SupervisedProcess,
} from './processes';
import type { SupervisorAnswer, SupervisorMessage, SupervisorRequest } from './protocol';
import { SupervisorChannel, type ChannelOptions } from './supervisor-channel';
import { sweep } from './sweep';

interface Waiting {
  readonly request: SupervisorRequest;
  readonly resolve: (answer: SupervisorAnswer) => void;
  readonly reject: (error: Error) => void;
}

/** A supervisor that hangs must not be waited for; its own sweep takes at most 5 s. */
const END_LIMIT_MS = 10_000;

/** The host's side of the supervisor: one for each run. */
export class SupervisorClient implements Processes {
  readonly lost: Promise<Error>;
  readonly #waiting = new Map<number, Waiting>();
  readonly #processes = new Map<number, RemoteProcess>();
  readonly #over: Promise<void>;
  #lose: (error: Error) => void = () => undefined;
  /** Set once the supervisor has died: what the host sweeps in its place. */
  #sweptHere: Promise<readonly Leftover[]> | undefined;
  #disposed: Promise<readonly Leftover[]> | undefined;
  #seq = 0;

  private constructor(private readonly channel: SupervisorChannel, private readonly runId: string, private readonly startTime: string) {
    this.lost = new Promise((resolve) => (this.#lose = resolve));
    channel.on('message', (message) => this.#hear(message));
    this.#over = new Promise((resolve) => channel.on('closed', (error) => {
      this.#closed(error);
      resolve();
    }));
  }

  /** Starts a supervisor and waits until it is ready. @throws Error when it cannot be started */
  static start(options: ChannelOptions): Promise<SupervisorClient> {
    const channel = new SupervisorChannel(options);
    return new Promise((resolve, reject) => {
      channel.once('closed', (error) => reject(new Error(`The supervisor ${options.script} could not be started: ${error.message}`)));
      channel.once('message', (message) => {
        if (message.kind === 'ready') resolve(new SupervisorClient(channel, options.runId, message.startTime));
      });
    });
  }

  /** Of the supervisor itself. */
  get pid(): number | undefined {
    return this.channel.pid;
  }

  async spawn(request: SpawnRequest): Promise<SupervisedProcess> {
    const seq = this.#next();
    const answer = await this.#ask({ kind: 'spawn', seq, request }).catch((error: unknown) => {
      throw new SpawnError('spawn-failed', error instanceof Error ? error.message : String(error));
    });
    const process = this.#processes.get(seq);
    if (answer.kind === 'spawned' && process !== undefined) return process;
    throw answer.kind === 'failed' ? new SpawnError(answer.code ?? 'spawn-failed', answer.message) : unexpected(answer);
  }

  sweep(): Promise<readonly Leftover[]> {
    return this.#askToSweep('sweep');
  }

  async killAll(): Promise<void> {
    // In the place of a supervisor that has died we sweep, and know no grace.
    await this.#ask({ kind: 'kill-all', seq: this.#next() }).catch(() => this.#sweptHere);
  }

  dispose(): Promise<readonly Leftover[]> {
    return (this.#disposed ??= this.#dispose());
  }

  async #dispose(): Promise<readonly Leftover[]> {
    const limit = setTimeout(() => this.channel.kill(), END_LIMIT_MS);
    try {
      const leftovers = await this.#askToSweep('end');
      await this.#over;
      return leftovers;
    } finally {
      clearTimeout(limit);
    }
  }

  async #askToSweep(kind: 'sweep' | 'end'): Promise<readonly Leftover[]> {
    try {
      const answer = await this.#ask({ kind, seq: this.#next() });
      if (answer.kind === 'swept') return answer.leftovers;
      throw unexpected(answer);
    } catch (error) {
      if (this.#sweptHere === undefined) throw error;
      return this.#sweptHere;
    }
  }

  async #stop(seq: number, process: RemoteProcess, ladder: StopLadder): Promise<ExitStatus> {
    try {
      const answer = await this.#ask({ kind: 'stop', seq: this.#next(), child: seq, ladder });
      if (answer.kind === 'stopped') return answer.status;
      throw unexpected(answer);
    } catch (error) {
      if (this.#sweptHere === undefined) throw error;
      return process.ended;
    }
  }

  async #signal(seq: number, signal: string, group: boolean): Promise<void> {
    const answer = await this.#ask({ kind: 'signal', seq: this.#next(), child: seq, signal, group });
    if (answer.kind !== 'done') throw unexpected(answer);
  }

  #next(): number {
    return (this.#seq += 1);
  }

  #ask(request: SupervisorRequest): Promise<SupervisorAnswer> {
    const { closed } = this.channel;
    if (closed !== undefined) return Promise.reject(closed);
    return new Promise((resolve, reject) => {
      this.#waiting.set(request.seq, { request, resolve, reject });
      this.channel.send(request);
    });
  }

  #hear(message: SupervisorMessage): void {
    switch (message.kind) {
      case 'ready':
      case 'broken':
        return;
      case 'answer':
        return this.#answered(message.seq, message.answer);
      case 'exited':
        return this.#processes.get(message.child)?.tellExited(message.status);
      case 'ended':
        this.#processes.get(message.child)?.tellEnded(message.status);
        this.#processes.delete(message.child);
        return;
      default:
        return message satisfies never;
    }
  }

  #answered(seq: number, answer: SupervisorAnswer): void {
    const waiting = this.#waiting.get(seq);
    this.#waiting.delete(seq);
    if (waiting?.request.kind === 'spawn' && answer.kind === 'spawned') {
      // Now, and not when the promise is served: the next message may tell of its end.
      const process: RemoteProcess = new RemoteProcess(waiting.request.request.id, answer.process, {
        stop: (ladder) => this.#stop(seq, process, ladder),
        signal: (signal, group) => this.#signal(seq, signal, group),
      });
      this.#processes.set(seq, process);
    }
    waiting?.resolve(answer);
  }

  #closed(error: Error): void {
    const waiting = [...this.#waiting.values()];
    // It was asked to end, and has told that it did.
    if (this.#disposed !== undefined && waiting.length === 0) return;
    const processes = [...this.#processes.values()];
    this.#sweptHere = sweep({
      runId: this.runId, watched: true, since: this.startTime, descendants: [], leaders: processes.map(({ known }) => known),
    }).finally(() => {
      for (const process of processes) process.tellEnded({ code: null, signal: 'SIGKILL', killed: true });
    });
    this.#sweptHere.catch(() => undefined);
    for (const { reject } of waiting) reject(error);
    this.#lose(error);
  }
}

const unexpected = (answer: SupervisorAnswer): Error =>
  new Error(answer.kind === 'failed' ? answer.message : `The supervisor answered '${answer.kind}' to something else`);
