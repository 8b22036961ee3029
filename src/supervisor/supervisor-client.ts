import { messageOf } from '../events';
import { ControlGroup } from './control-group';
import { changesFrom } from './environment-changes';
import { areFreePorts } from './free-port';
import { RemoteProcess } from './remote-process';
import { RemoteTurn } from './remote-turn';
import { takenPort } from './port-owner';
import type { KnownProcess } from './process-row';
import {
  SpawnError, type ExitStatus, type Leftover, type Processes, type ProcessInTurn, type SpawnRequest, type StopLadder, type SupervisedProcess,
} from './processes';
import type { SupervisorAnswer, SupervisorMessage, SupervisorRequest } from './protocol';
import { readRecord } from './read-record';
import { SupervisorChannel, type BeginOptions, type ChannelOptions } from './supervisor-channel';
import { SupervisorWatch } from './supervisor-watch';
import { sweep } from './sweep';

interface Waiting {
  readonly answered: (answer: SupervisorAnswer) => void;
  readonly failed: (error: Error) => void;
}

interface ClientOptions {
  /** Masked in the output of every process. */
  readonly secrets?: readonly string[];
  /** A supervisor that has been silent for so many milliseconds is ended, and everything with it; default: 20 s. */
  readonly silenceMs?: number;
}

/** A supervisor that hangs must not be waited for; its own sweep takes at most 5 s. */
const END_LIMIT_MS = 10_000;
/** Less than what a part of a teardown may take. */
const SILENCE_MS = 20_000;

/** The host's side of the supervisor: one for each run. */
export class SupervisorClient implements Processes {
  readonly lost: Promise<Error>;
  readonly #waiting = new Map<number, Waiting>();
  readonly #processes = new Map<number, RemoteProcess>();
  readonly #inTurn = new Map<number, RemoteTurn>();
  readonly #over: Promise<void>;
  #lose: (error: Error) => void = () => undefined;
  /** Set once the supervisor has gone: what the host sweeps in its place, unless that has told that nothing is left. */
  #sweptHere: Promise<readonly Leftover[]> | undefined;
  #hasTidied = false;
  #disposed: Promise<readonly Leftover[]> | undefined;
  #seq = 0;
  /** The environment of the first process. */
  #base: SpawnRequest['env'] | undefined;
  /** The supervisor has told that nothing lives, and nothing was started since. */
  #clean = false;

  private constructor(private readonly channel: SupervisorChannel, private readonly run: Pick<ChannelOptions, 'runId'> & BeginOptions & ClientOptions) {
    this.lost = new Promise((resolve) => (this.#lose = resolve));
    const { silenceMs: limitMs = SILENCE_MS } = run;
    const watch = new SupervisorWatch({
      limitMs, ask: () => channel.send({ kind: 'alive', seq: this.#next() }),
      silent: () => channel.kill(`The supervisor process hung: it said nothing for ${limitMs / 1000} s`),
    });
    channel.on('message', (message) => {
      watch.heard();
      this.#hear(message);
    });
    this.#over = new Promise((resolve) => channel.on('closed', (error) => {
      watch.close();
      this.#closed(error);
      resolve();
    }));
  }

  /**
   * Starts a supervisor, or lets one begin that was started ahead. What is asked of it before it listens, some 75 ms later,
   * waits; should it never listen, that is told by `lost`.
   * @throws Error when it cannot be started at all
   */
  static async start({ ahead, ...options }: ChannelOptions & BeginOptions & ClientOptions & { readonly ahead?: SupervisorChannel }): Promise<SupervisorClient> {
    const channel = ahead ?? new SupervisorChannel(options);
    channel.begin(options);
    try {
      await channel.started;
      if (channel.closed !== undefined) throw channel.closed;
    } catch (error) {
      throw new Error(`The supervisor ${options.script} could not be started: ${messageOf(error)}`, { cause: error });
    }
    return new SupervisorClient(channel, options);
  }

  get enclosure(): string | undefined {
    return this.run.enclosure?.name;
  }

  /** Of the supervisor itself. */
  get pid(): number | undefined {
    return this.channel.pid;
  }

  spawn(request: SpawnRequest): Promise<SupervisedProcess> {
    this.#clean = false;
    return this.#spawn(this.#next(), request);
  }

  spawnInTurn(request: SpawnRequest): ProcessInTurn {
    const seq = this.#next();
    const turn: RemoteTurn = new RemoteTurn(this.#spawn(seq, request, { waits: true }), {
      go: () => this.#say({ kind: 'go', seq: this.#next(), child: seq }),
      drop: () => this.#say({ kind: 'drop', seq: this.#next(), child: seq }),
      claimed: () => (this.#clean = false),
    });
    this.#inTurn.set(seq, turn);
    const over = (): void => void this.#inTurn.delete(seq);
    turn.started.then(over, over);
    return turn;
  }

  async #spawn(seq: number, request: SpawnRequest, turn: { readonly waits?: true } = {}): Promise<SupervisedProcess> {
    try {
      const { secrets = [] } = this.run;
      const known = this.#base;
      const base = (this.#base ??= request.env);
      const terse = { ...request, env: changesFrom(base, request.env), ...(secrets.length === 0 ? {} : { secrets }) };
      return await this.#ask({ kind: 'spawn', seq, request: terse, ...(known === undefined ? { base } : {}), ...turn }, (answer) => this.#adopt(seq, request.id, answer));
    } catch (error) {
      throw error instanceof SpawnError ? error : new SpawnError('spawn-failed', messageOf(error));
    }
  }

  async sweep(): Promise<readonly Leftover[]> {
    return this.#clean ? [] : this.#askToSweep({ kind: 'sweep' });
  }

  async releasePorts(ports: readonly number[]): Promise<readonly Leftover[]> {
    const free = await areFreePorts(ports);
    const released = this.#askToSweep({ kind: 'release-ports', ports, free });
    if (!free) return released;
    // It is only noted, for which nobody has to wait.
    released.catch(() => undefined);
    return [];
  }

  takenPort(ports: { readonly [name: string]: number }): Promise<string | undefined> {
    return takenPort(ports, this.run.runId);
  }

  async killAll(): Promise<void> {
    // In the place of a supervisor that has died we sweep, and know no grace.
    await this.#ask({ kind: 'kill-all', seq: this.#next() }, done).catch(() => this.#sweptHere);
  }

  dispose(): Promise<readonly Leftover[]> {
    return (this.#disposed ??= this.#dispose());
  }

  async #dispose(): Promise<readonly Leftover[]> {
    const limit = setTimeout(() => this.channel.kill(), END_LIMIT_MS);
    try {
      const leftovers = await this.#askToSweep({ kind: 'end' });
      await this.#over;
      await this.run.enclosure?.remove();
      return leftovers;
    } finally {
      clearTimeout(limit);
    }
  }

  #adopt(seq: number, id: string, answer: SupervisorAnswer): RemoteProcess {
    if (answer.kind === 'failed') throw new SpawnError(answer.code ?? 'spawn-failed', answer.message);
    if (answer.kind !== 'spawned') throw unexpected(answer);
    const process: RemoteProcess = new RemoteProcess(id, answer.process, answer.main, {
      stop: (ladder) => this.#stop(seq, process, ladder),
      signal: (signal, group) => this.#ask({ kind: 'signal', seq: this.#next(), child: seq, signal, group }, done),
    });
    this.#processes.set(seq, process);
    return process;
  }

  #askToSweep(request: { readonly kind: 'sweep' | 'end' } | { readonly kind: 'release-ports'; readonly ports: readonly number[]; readonly free: boolean }): Promise<readonly Leftover[]> {
    return this.#ask({ ...request, seq: this.#next() }, (answer) => {
      if (answer.kind !== 'swept') throw unexpected(answer);
      this.#hasTidied ||= request.kind === 'end';
      return answer.leftovers;
    }).catch(async (error: unknown) => {
      if (this.#sweptHere === undefined) {
        // One that cannot look, as an experiment may have taken its limits from it, cannot be relied on: we look in its place.
        this.channel.kill(`The supervisor process could not look for what is left: ${messageOf(error)}`);
        await this.#over;
      }
      if (this.#sweptHere === undefined) throw error;
      return this.#sweptHere;
    });
  }

  #stop(seq: number, process: RemoteProcess, ladder: StopLadder): Promise<ExitStatus> {
    return this.#ask({ kind: 'stop', seq: this.#next(), child: seq, ladder }, (answer) => {
      if (answer.kind === 'stopped') return answer.status;
      throw unexpected(answer);
    }).catch((error: unknown) => {
      if (this.#sweptHere === undefined) throw error;
      return process.ended;
    });
  }

  /** What needs no answer. */
  #say(request: SupervisorRequest): void {
    if (this.channel.closed === undefined) this.channel.send(request);
  }

  #next(): number {
    return (this.#seq += 1);
  }

  /** `accept` reads the answer before any later message is heard, so that what is told of a new process finds it. */
  #ask<T>(request: SupervisorRequest, accept: (answer: SupervisorAnswer) => T): Promise<T> {
    const { closed } = this.channel;
    if (closed !== undefined) return Promise.reject(closed);
    return new Promise((resolve, reject) => {
      const answered = (answer: SupervisorAnswer) => {
        try {
          resolve(accept(answer));
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
      this.#waiting.set(request.seq, { answered, failed: reject });
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
      case 'usage':
        return this.#processes.get(message.child)?.tellUsage(message.usage);
      case 'output-lost':
        return this.#processes.get(message.child)?.tellOutputLost(message.message);
      case 'exited':
        return this.#processes.get(message.child)?.tellExited(message.status);
      case 'ended':
        this.#clean = message.clean === true;
        if (message.usage !== undefined) this.#processes.get(message.child)?.tellUsage(message.usage);
        this.#processes.get(message.child)?.tellEnded(message.status, message.silent);
        this.#processes.delete(message.child);
        if (message.next !== undefined) this.#inTurn.get(message.next)?.begin();
        return;
      default:
        return message satisfies never;
    }
  }

  #answered(seq: number, answer: SupervisorAnswer): void {
    const waiting = this.#waiting.get(seq);
    this.#waiting.delete(seq);
    waiting?.answered(answer);
  }

  #closed(error: Error): void {
    const processes = [...this.#processes.values()];
    this.#sweptHere = (this.#hasTidied ? Promise.resolve([]) : this.#sweepHere(processes.map(({ known }) => known))).finally(() => {
      for (const process of processes) process.tellEnded({ code: null, signal: 'SIGKILL', killed: true });
    });
    this.#sweptHere.catch(() => undefined);
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { failed } of waiting) failed(error);
    if (!this.#hasTidied) this.#lose(error);
  }

  async #sweepHere(leaders: readonly KnownProcess[]): Promise<readonly Leftover[]> {
    const { runId, recordFile } = this.run;
    const { controlGroup, ...known } = await readRecord(recordFile);
    const group = controlGroup === undefined ? undefined : await ControlGroup.recorded(controlGroup, runId);
    return sweep({ ...known, runId, leaders, watched: true, ...(group === undefined ? {} : { controlGroup: group }) });
  }
}

function done(answer: SupervisorAnswer): void {
  if (answer.kind !== 'done') throw unexpected(answer);
}

const unexpected = (answer: SupervisorAnswer): Error =>
  new Error(answer.kind === 'failed' ? answer.message : `The supervisor answered '${answer.kind}' to something else`);
