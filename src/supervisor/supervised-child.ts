import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { descendantsOf, livingMembers, stillThere } from './lineage';
import { withoutWrappers } from './main-process';
import type { MaskedOutput } from './masked-output';
import type { ExitStatus } from './processes';
import type { KnownProcess, ProcessRow } from './process-row';
import { listProcesses, stillRuns } from './process-table';
import { signalGroup, signalProcess } from './send-signal';
import { stillMoving } from './standing';
import { killWindowsTree } from './windows-tree';
import { YoungProcesses } from './young-processes';

const FIRST_LOOK_MS = 10;
const LAST_LOOK_MS = 250;
/** A descendant that holds the pipe delays the end by no more than this. */
const OUTPUT_MS = 2000;

/** A child of the supervisor with all that is known of its group and of what left the group. */
export class SupervisedChild implements KnownProcess {
  readonly exited: Promise<ExitStatus>;
  readonly ended: Promise<ExitStatus>;
  readonly #young: YoungProcesses;
  readonly #outsiders = new Map<number, KnownProcess>();
  #members: readonly KnownProcess[] = [];
  /** The process below a program that only wraps it. */
  #main: KnownProcess | undefined;
  #killed = false;
  #exit: Omit<ExitStatus, 'killed'> | undefined;
  #hasEnded = false;
  #asked = false;
  #end: () => void = () => undefined;

  constructor(readonly child: ChildProcess, readonly pid: number, readonly startTime: string, readonly onOutsider: (seen: KnownProcess) => void, readonly output?: MaskedOutput) {
    this.#young = new YoungProcesses(pid);
    this.exited = new Promise((resolve) => child.once('exit', (code, signal) => {
      this.#exit = { code, signal };
      // Its files have all it printed; somebody else who holds its output is not waited for.
      if (output === undefined) resolve(this.status());
      else void Promise.race([output.written, sleep(OUTPUT_MS, undefined, { ref: false })]).then(() => resolve(this.status()));
    }));
    const ended = new Promise<void>((resolve) => (this.#end = resolve));
    this.ended = ended.then(() => this.status());
    void this.exited.then(() => this.#watchGroup());
  }

  status(): ExitStatus {
    return { code: null, signal: null, ...this.#exit, killed: this.#killed };
  }

  get hasExited(): boolean {
    return this.#exit !== undefined;
  }

  /** Somebody wanted it to end. */
  get wasAsked(): boolean {
    return this.#asked || this.#killed;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  get outsiders(): readonly KnownProcess[] {
    return [...this.#outsiders.values()];
  }

  /** What belongs to it as far as was seen: before the first look that is the leader. */
  get known(): readonly KnownProcess[] {
    const leader = this.hasExited || this.#members.some(({ pid }) => pid === this.pid) ? [] : [this];
    return [...leader, ...this.#members, ...this.outsiders];
  }

  /** From now on signals go past what wraps this process. */
  wraps(main: KnownProcess): void {
    if (main.pid !== this.pid) this.#main = main;
  }

  /** Signals the main process, or the group but for what wraps it; a wrapper whose process has gone is asked, too. */
  async ask(signal: NodeJS.Signals, target: 'leader' | 'group'): Promise<void> {
    this.#asked = true;
    const reached = this.#main === undefined || this.#hasEnded ? undefined : this.#pastWrappers(this.#main, target, await listProcesses());
    if (reached === undefined) return this.signal(signal, target);
    // What stopped together with what it wraps goes on with it, too.
    const { asked, members } = reached;
    await Promise.all([...asked, ...(signal === 'SIGCONT' ? members : [])].map((one) => signalProcess(one, signal)));
  }

  /** Those that a signal to `target` reaches and that neither stand nor have ended. */
  async moving(target: 'leader' | 'group'): Promise<readonly ProcessRow[]> {
    if (this.#hasEnded || process.platform === 'win32') return [];
    const rows = await listProcesses();
    const reached = this.#main === undefined ? undefined : this.#pastWrappers(this.#main, target, rows)?.asked;
    return stillMoving(reached ?? (target === 'group' ? livingMembers(this, rows) : stillThere([this], rows)));
  }

  /** Whom a signal goes to that is not for what wraps the main process; undefined when that has gone. */
  #pastWrappers(main: KnownProcess, target: 'leader' | 'group', rows: readonly ProcessRow[]): { readonly asked: readonly ProcessRow[]; readonly members: readonly ProcessRow[] } | undefined {
    const [row] = stillThere([main], rows);
    if (row === undefined) return undefined;
    const members = livingMembers(this, rows);
    // What wraps it may have given it a session of its own, as a terminal does.
    const own = row.group === this.pid ? [] : rows.filter(({ group, gone }) => group === row.group && !gone);
    return { asked: target === 'leader' ? [row] : withoutWrappers([...members, ...own], row, rows), members };
  }

  /** Signals the leader, or its group with what is stopped in it; what has ended is no error, for that may happen at any time. */
  signal(signal: NodeJS.Signals, target: 'leader' | 'group'): void {
    if (this.#hasEnded) return;
    // Until its exit is told the leader cannot have been collected, so its pid is its own.
    if (target === 'group') signalGroup(this.pid, signal);
    else if (!this.hasExited) this.child.kill(signal);
  }

  async signalOutsiders(signal: NodeJS.Signals): Promise<void> {
    await Promise.all(this.outsiders.map((outsider) => signalProcess(outsider, signal)));
  }

  /** Somebody else is about to kill it. */
  markKilled(): void {
    this.#killed = true;
  }

  /** Kills the group; whatever left it must be killed by name. */
  async kill(): Promise<void> {
    this.#killed = true;
    if (process.platform === 'win32') await killWindowsTree(this.pid);
    else this.signal('SIGKILL', 'group');
    await this.signalOutsiders('SIGKILL');
  }

  /** Looks who belongs to it now, and keeps in mind who is outside of its group. */
  async look(): Promise<void> {
    const before = this.outsiders;
    const rows = this.#young.list() ?? await listProcesses();
    this.#members = this.#hasEnded ? [] : livingMembers(this, rows);
    const outside = stillThere(before, rows);
    // Only what was known before the look can be missing in it: another look may have ended meanwhile.
    for (const known of before) if (!outside.some(({ pid }) => pid === known.pid)) this.#outsiders.delete(known.pid);
    const below = descendantsOf([...this.#members, ...outside].map(({ pid }) => pid), rows);
    for (const { pid, startTime, gone, group } of below) {
      if (gone || group === this.pid || this.#outsiders.get(pid)?.startTime === startTime) continue;
      this.#outsiders.set(pid, { pid, startTime });
      this.onOutsider({ pid, startTime });
    }
  }

  /** Whether the leader has gone and its group is empty. */
  async groupIsEmpty(): Promise<boolean> {
    if (this.#hasEnded) return true;
    if (!this.hasExited) return false;
    if (process.platform !== 'win32' && signalGroup(this.pid, 0)) {
      // It exists, maybe only as zombies: one look at those known to be in it is cheaper than one at all processes.
      for (const member of this.#members) if (await stillRuns(member)) return false;
      // Twice, for one that is forked while a list is made may be missing in it.
      for (let looks = 0; looks < 2; looks += 1) {
        await this.look();
        if (this.#members.length > 0) return false;
      }
    }
    this.#hasEnded = true;
    this.#end();
    return true;
  }

  async #watchGroup(): Promise<void> {
    for (let ms = FIRST_LOOK_MS; !(await this.groupIsEmpty()); ms = Math.min(ms * 2, LAST_LOOK_MS)) await sleep(ms);
  }
}
