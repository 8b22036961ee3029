import { statSync } from 'node:fs';
import { messageOf, Redactor } from '../events';
import { boundBy, type BoundPorts } from './bound-ports';
import { Births } from './births';
import { ChildrenTime } from './children-time';
import { mainProcess } from './main-process';
import { ChildFiles } from './child-files';
import { ControlGroup } from './control-group';
import { MeasuredChild } from './measured-child';
import { withChangesApplied } from './environment-changes';
import { bootId } from './process-identity';
import type { KnownProcess } from './process-row';
import { SpawnError, type ExitStatus, type Leftover, type SpawnRequest } from './processes';
import type { SupervisorAnswer, SupervisorMessage, SupervisorRequest } from './protocol';
import type { RecordFile, RecordLine } from './record-file';
import { checkedSignal, signalGroup } from './send-signal';
import { startChild } from './start-child';
import { untilStanding } from './standing';
import { childStartTime } from './child-start-time';
import { stopByLadder, type CheckedLadder } from './stop-ladder';
import { ProcessesInTurn } from './processes-in-turn';
import { SupervisedChild } from './supervised-child';
import { sweep, sweepPorts } from './sweep';

export interface SupervisorOptions {
  readonly runId: string;
  readonly record: RecordFile;
  /** The supervisor itself. */
  readonly self: KnownProcess;
  /** It has been put into a control group, or soon is. */
  readonly enclosed: boolean;
  /** Resolves once the message has left, or never can. */
  send(message: SupervisorMessage): Promise<void>;
}

/** A process that waits for a disk, or for one that it has made to become a program, stops only then. */
const STAND_MS = 5000;

/** Starts and ends all children of one run. */
export class Supervisor {
  readonly #children = new Map<number, SupervisedChild>();
  readonly #logs = new Map<number, readonly string[]>();
  readonly #measured = new Map<number, MeasuredChild>();
  readonly #births = new Births();
  readonly #childrenTime = new ChildrenTime();
  /** Ports that have not been given back, with the service that has them. */
  #bound: readonly { readonly by: SupervisedChild; readonly bound: BoundPorts }[] = [];
  readonly #ended = new Map<number, ExitStatus>();
  readonly #inTurn = new ProcessesInTurn();
  /** Children at whose end one that waits is started. */
  readonly #makesRoom = new Map<number, NonNullable<SpawnRequest['makesRoom']>>();
  readonly #killNow = new AbortController();
  /** What the environments of all children differ from. */
  #base: SpawnRequest['env'] = {};
  #closed = false;
  /** The last sweep could not be made: nobody knows who lives. */
  #blind = false;
  #group: ControlGroup | undefined;
  /** Something was started before this process was in its group. */
  #startedOutside = false;
  readonly #bootId: Promise<string> = bootId();

  constructor(private readonly options: SupervisorOptions) {}

  /** Does what is asked, and answers. */
  async handle(request: SupervisorRequest): Promise<void> {
    const answer = await this.#answer(request).catch((error: unknown) => failure(error));
    const sent = this.options.send({ kind: 'answer', seq: request.seq, answer });
    // Only now: nothing may be told of a child before its start is.
    if (answer.kind === 'spawned') this.#tellEnds(request.seq);
    await sent;
  }

  /** Kills everything without grace; from now on nothing can be started. */
  async close(): Promise<readonly Leftover[]> {
    this.#closed = true;
    this.#inTurn.dropAll();
    this.options.record.flush();
    this.#killNow.abort();
    return this.#nothingLives() ? [] : this.#sweep();
  }

  async #answer(request: SupervisorRequest): Promise<SupervisorAnswer> {
    switch (request.kind) {
      case 'spawn':
        this.#base = request.base ?? this.#base;
        return {
          kind: 'spawned',
          // It waits from now on: what is decided of it may be heard in this very turn.
          ...(await this.#spawn(request.seq, { ...request.request, env: withChangesApplied(this.#base, request.request.env) }, request.waits && this.#inTurn.wait(request.seq))),
        };
      case 'go':
        this.#inTurn.go(request.child);
        return { kind: 'done' };
      case 'drop':
        this.#inTurn.drop(request.child);
        return { kind: 'done' };
      case 'stop': {
        const ladder = { signal: checkedSignal(request.ladder.signal), graceMs: request.ladder.graceMs };
        return { kind: 'stopped', status: await this.#stop(request.child, ladder) };
      }
      case 'signal':
        await this.#signal(request.child, checkedSignal(request.signal), request.group ? 'group' : 'leader');
        return { kind: 'done' };
      case 'kill-all':
        this.#killNow.abort();
        return { kind: 'done' };
      case 'alive':
        return { kind: 'done' };
      case 'sweep':
        return { kind: 'swept', leftovers: await this.#sweepIfNeeded() };
      case 'release-ports':
        return { kind: 'swept', leftovers: await this.#releasePorts(request.ports, request.free) };
      case 'end':
        return { kind: 'swept', leftovers: await this.close() };
      default:
        return request satisfies never;
    }
  }

  /** One that is to stop where it stands is waited for. */
  async #signal(seq: number, signal: NodeJS.Signals, target: 'leader' | 'group'): Promise<void> {
    const child = this.#children.get(seq);
    await child?.ask(signal, target);
    if (child !== undefined && signal === 'SIGSTOP') await untilStanding(() => child.moving(target), { ms: STAND_MS, giveUp: this.#killNow.signal });
  }

  async #stop(seq: number, ladder: CheckedLadder): Promise<ExitStatus> {
    const child = this.#children.get(seq);
    if (child !== undefined) return stopByLadder(child, ladder, this.#killNow.signal, () => this.#look(seq, child));
    const status = this.#ended.get(seq);
    if (status === undefined) throw new Error(`There is no child ${seq}`);
    return status;
  }

  async #spawn(seq: number, request: SpawnRequest, wanted?: Promise<boolean>): Promise<{ readonly process: KnownProcess; readonly main: number }> {
    const boot = await this.#bootId;
    if (this.options.enclosed && this.#group === undefined) await this.#findGroup();
    const files = await ChildFiles.open(request);
    if (await wanted === false) {
      files.remove();
      throw new SpawnError('spawn-failed', 'It is not wanted any more');
    }
    const { record, runId } = this.options;
    const starting = () => {
      if (this.#closed) throw new SpawnError('spawn-failed', 'The run is being ended: nothing can be started any more');
      record.append({ kind: 'intent', id: request.id, command: masked(request) });
    };
    const child = await startChild(request, runId, files, starting, (process, pid, output) => {
      const startTime = startTimeOrKill(pid);
      const child = new SupervisedChild(process, pid, startTime, (seen) => (
        this.#recordLater({ kind: 'descendant', of: pid, ...seen, bootId: boot })), output);
      this.#children.set(seq, child);
      this.#logs.set(seq, [request.stdoutFile, request.stderrFile]);
      if (request.makesRoom !== undefined) this.#makesRoom.set(seq, request.makesRoom);
      this.#births.saw(pid);
      this.#recordLater({ kind: 'started', id: request.id, pid, group: pid, startTime, bootId: boot });
      this.#bind(request, child, boot);
      this.#measure(seq, child, request.measureEveryMs);
      return child;
    });
    const { pid, startTime } = child;
    const main = request.mainPidFile === undefined ? undefined : await mainProcess(child, request.mainPidFile, this.#killNow.signal);
    if (main !== undefined) child.wraps(main);
    return { process: { pid, startTime }, main: main?.pid ?? pid };
  }

  async #findGroup(): Promise<void> {
    const group = await ControlGroup.ofMember(this.options.runId);
    if (group === undefined) {
      this.#startedOutside = true;
      return;
    }
    if (this.#group === undefined) this.#recordLater({ kind: 'control-group', path: group.path });
    this.#group = group;
  }

  #tellEnds(seq: number): void {
    const child = this.#children.get(seq);
    const { record } = this.options;
    if (child === undefined) return;
    void child.output?.lost.then((message) => this.options.send({ kind: 'output-lost', child: seq, message }));
    void child.exited.then((status) => {
      if (!child.hasEnded) void this.options.send({ kind: 'exited', child: seq, status });
    });
    void child.ended.then((status) => {
      // Who reads it before it is there sees that there is no such process any more.
      record.appendSoon({ kind: 'ended', pid: child.pid, startTime: child.startTime });
      const usage = this.#measured.get(seq)?.usage;
      this.#measured.delete(seq);
      if (child.outsiders.length === 0) {
        this.#children.delete(seq);
        this.#ended.set(seq, status);
      }
      const clean = this.#nothingLives();
      const silent = (this.#logs.get(seq) ?? []).every(isEmpty);
      this.#logs.delete(seq);
      const next = this.#nextAfter(seq, status, clean);
      void this.options.send({ kind: 'ended', child: seq, status, ...(usage === undefined ? {} : { usage }), ...(clean ? { clean } : {}), ...(silent ? { silent } : {}), ...(next === undefined ? {} : { next }) });
      // Told first: while it is started, which takes as long as all the rest, the host is at work, too.
      if (next !== undefined) this.#inTurn.go(next);
    });
  }

  #nextAfter(seq: number, { code, killed }: ExitStatus, clean: boolean): number | undefined {
    const makesRoom = this.#makesRoom.get(seq);
    this.#makesRoom.delete(seq);
    return makesRoom === undefined || code !== 0 || killed || (makesRoom === 'when-alone' && !clean) ? undefined : this.#inTurn.first;
  }

  #measure(seq: number, child: SupervisedChild, everyMs: number | undefined): void {
    if (everyMs !== undefined && process.platform !== 'win32') {
      if (this.#measured.size === 0) this.#childrenTime.begin();
      this.#measured.set(seq, new MeasuredChild(child, everyMs, (usage) => void this.options.send({ kind: 'usage', child: seq, usage })));
    }
    // In the turn of its end, so that the time of no other child is taken for its own.
    void child.exited.then(() => {
      if (this.#measured.size === 0) return;
      const spentMs = this.#childrenTime.of(child, this.#children.values());
      this.#measured.get(seq)?.leaderEnded(spentMs);
    });
  }

  /** A look at all that belongs to a child, which also measures it if that is asked for. */
  async #look(seq: number, child: SupervisedChild): Promise<void> {
    const measured = this.#measured.get(seq);
    if (measured === undefined) await child.look();
    else await measured.sample();
  }

  /** What is told of a process that is there already: a record that cannot be written must not stop its supervision. */
  #recordLater(line: RecordLine): void {
    try {
      this.options.record.append(line);
    } catch {
      // The run's folder may have gone; the tag still finds the process.
    }
  }

  #bind(request: SpawnRequest, child: SupervisedChild, bootId: string): void {
    const bound = boundBy(request, masked(request), child);
    if (bound === undefined) return;
    this.#bound = [...this.#bound, { by: child, bound }];
    this.#recordLater({ kind: 'ports', ...bound, bootId });
  }

  async #releasePorts(ports: readonly number[], free: boolean): Promise<readonly Leftover[]> {
    const given = this.#bound.filter(({ bound }) => bound.ports.some((port) => ports.includes(port)));
    this.#bound = this.#bound.filter((one) => !given.includes(one));
    // Where a look is dear only those are looked after who have gone by themselves, as what turns into a daemon does.
    const suspects = process.platform === 'linux' ? given : given.filter(({ by }) => !by.wasAsked);
    const children = [...this.#children.values()];
    const running = new Set(children.filter(({ hasEnded }) => !hasEnded).map(({ pid }) => pid));
    const leftovers = free || suspects.length === 0 ? [] : await sweepPorts({
      runId: this.options.runId, bound: suspects.map(({ bound }) => bound), descendants: children.flatMap(({ outsiders }) => outsiders),
      ...(this.#group === undefined ? {} : { controlGroup: this.#group }),
    }, ({ group }) => running.has(group));
    this.#recordLater({ kind: 'released', ports });
    return leftovers;
  }

  async #sweepIfNeeded(): Promise<readonly Leftover[]> {
    if (this.#nothingLives()) return [];
    // A list that begins now has seen all that was born until now.
    this.#births.forget();
    return this.#sweep();
  }

  /** Whether nothing that the run has started lives, which can be told at once where all are born in one control group, and mostly elsewhere. */
  #nothingLives(): boolean {
    if (this.#blind) return false;
    const clean = (this.#children.size === 0 && this.#births.noneLives()) || this.#isAlone();
    if (clean) this.#births.forget();
    return clean;
  }

  #isAlone(): boolean {
    return this.#group !== undefined && !this.#startedOutside && this.#group.holdsOnly(process.pid);
  }

  async #sweep(): Promise<readonly Leftover[]> {
    const children = [...this.#children.values()];
    const running = children.filter(({ hasEnded }) => !hasEnded);
    for (const child of running) child.markKilled();
    this.#blind = true;
    const leftovers = await sweep({
      runId: this.options.runId, watched: true, since: this.options.self.startTime,
      bound: this.#bound.map(({ bound }) => bound), leaders: running, descendants: children.flatMap(({ outsiders }) => outsiders),
      ...(this.#group === undefined ? {} : { controlGroup: this.#group }),
    });
    this.#blind = false;
    return leftovers;
  }
}

/** Synchronous, in the turn of the end: it spares the host the way through its thread pool. */
function isEmpty(file: string): boolean {
  try {
    return statSync(file).size === 0;
  } catch {
    // Whoever wants to read it is told.
    return false;
  }
}

/** The command without what must not be written. */
const masked = ({ command, secrets = [] }: SpawnRequest): readonly string[] => (secrets.length === 0 ? command : new Redactor(secrets).maskDeep(command));

function failure(error: unknown): SupervisorAnswer {
  const message = messageOf(error);
  return { kind: 'failed', message, ...(error instanceof SpawnError ? { code: error.code } : {}) };
}

/** @throws SpawnError, and kills the child, when it cannot be told from a later process of the same pid. */
function startTimeOrKill(pid: number): string {
  try {
    return childStartTime(pid);
  } catch (error) {
    signalGroup(pid, 'SIGKILL');
    throw new SpawnError('spawn-failed', `The start time of process ${pid} is unknown: ${messageOf(error)}`);
  }
}
