import type { VitalSigns } from './vital-signs';

/** What the engine needs to start and end processes; implemented by the supervisor's client, faked in tests. */
export interface SpawnRequest {
  /** Unique within the run; names the process in messages. */
  readonly id: string;
  /** Program and arguments; never through a shell here. */
  readonly command: readonly string[];
  readonly cwd: string;
  /** The whole environment of the child; the supervisor adds the run's tag. */
  readonly env: { readonly [name: string]: string };
  /** Made before it starts, with those above them. */
  readonly folders?: readonly string[];
  /** Files opened for appending, and their folders made: the child writes to them directly. */
  readonly stdoutFile: string;
  readonly stderrFile: string;
  /** Masked in what it prints, which then goes through a pipe, and in the record of what was started. */
  readonly secrets?: readonly string[];
  /** Written to the child's standard input, which is then closed; default: /dev/null. */
  readonly stdin?: string;
  /** Its standard input stays open, and nothing ever comes: the end of one would be typed at a terminal. */
  readonly keepStdinOpen?: true;
  /** Reserved for it: who listens on them later than it is looked at, see `sweep`. */
  readonly ports?: readonly number[];
  /** The command is a wrapper that stays; what it starts writes its own pid into this file, see `tellingItsPid`. */
  readonly mainPidFile?: string;
  /** Its usage is told so often, in milliseconds: at first soon, then in this interval, and once more before its end. */
  readonly measureEveryMs?: number;
  /**
   * When it has ended with code 0, the first process that waits its turn is started at once: in any case, or only if nothing
   * lives then of all that the run has started.
   */
  readonly makesRoom?: 'always' | 'when-alone';
}

/** A process that has been asked for before its time. */
export interface ProcessInTurn {
  /** @throws SpawnError, also when it was dropped. */
  readonly started: Promise<SupervisedProcess>;
  /** Another one made room for it. */
  readonly hasBegun: boolean;
  /** Its time has come: it is started now, if it has not begun. */
  go(): void;
  /** It is not wanted any more; resolves when it has ended, if it had begun. */
  drop(): Promise<void>;
}

export interface ExitStatus {
  readonly code: number | null;
  readonly signal: string | null;
  /** SIGKILL by us was needed. */
  readonly killed: boolean;
}

/** What a process and everything that belongs to it has used up to a moment of its life. */
export interface ProcessUsage {
  /** Of all that ran, also of what has ended since, as far as it was seen or waited for. Milliseconds. */
  readonly cpuMs: number;
  /** Resident, all together. */
  readonly memoryBytes: number;
  /** The most at any sample, or that a single process ever had. */
  readonly peakMemoryBytes: number;
  /** How many ran. */
  readonly processes: number;
  /** Milliseconds since its start. */
  readonly elapsedMs: number;
}

export interface StopLadder {
  readonly signal: string;
  readonly graceMs: number;
}

export interface SupervisedProcess {
  readonly id: string;
  /** Of the main process: the leader's, unless that only wraps it. */
  readonly pid: number;
  /** The leader has gone. */
  readonly exited: Promise<ExitStatus>;
  /** The leader has gone and its group is empty. */
  readonly ended: Promise<ExitStatus>;
  /** Resolves with what went wrong, if what it prints can no longer be written. Never where it writes to its files itself: then it is told, too. */
  readonly outputLost?: Promise<string>;
  /** What is known at once, without asking the supervisor, of its main process at this moment. */
  vitalSigns?(): VitalSigns;
  /** `ended` has resolved, as who waits for it is about to hear. */
  readonly hasEnded?: boolean;
  /** Set once it has ended: its log files were empty then. */
  readonly silent?: boolean;
  /** Signal to the whole group (and SIGCONT), grace, SIGKILL; resolves when the group and the descendants listed before are gone. */
  stop(ladder: StopLadder): Promise<ExitStatus>;
  /** To the main process, or to the whole group but for what wraps it. */
  signal(signal: string, options?: { readonly group?: boolean }): Promise<void>;
  /** Tells what it uses, if its request asked for that: the latest usage known, then each. Silent where the system does not tell. */
  onUsage?(listener: (usage: ProcessUsage) => void): void;
}

/** The first of these means that found it; see docs/how-runs-end.md. */
export type FoundBy = 'group' | 'descendant' | 'tag' | 'control_group' | 'port';

export interface Leftover {
  readonly pid: number;
  readonly command: string;
  readonly found_by: FoundBy;
  readonly ended: boolean;
}

export type SpawnErrorCode = 'program-missing' | 'cwd-missing' | 'not-executable' | 'spawn-failed';
export class SpawnError extends Error {
  override readonly name = 'SpawnError';
  constructor(readonly code: SpawnErrorCode, message: string) {
    super(message);
  }
}

/** A process printed what could not be written. */
export class OutputLost extends Error {
  override readonly name = 'OutputLost';
}

export interface Processes {
  /** What holds them together, for people; absent where nothing does. */
  readonly enclosure?: string | undefined;
  /** @throws SpawnError */
  spawn(request: SpawnRequest): Promise<SupervisedProcess>;
  /** Prepares a process, which is started when another one has made room for it. Absent where nothing is gained by it. */
  spawnInTurn?(request: SpawnRequest): ProcessInTurn;
  /** Ends what is left of this run (group, descendants, tag), twice until nothing is found; kills without grace. */
  sweep(): Promise<readonly Leftover[]>;
  /**
   * Ends whoever of the run still listens on these ports, and names who else does; from then on they are no more the run's.
   * To be called when the services they were reserved for have stopped.
   */
  releasePorts(ports: readonly number[]): Promise<readonly Leftover[]>;
  /** Which of these ports somebody else listens on already, and who that is, in words; undefined: none. */
  takenPort(ports: { readonly [name: string]: number }): Promise<string | undefined>;
  /** From now on every stop ladder is SIGKILL at once, running ones too. */
  killAll(): Promise<void>;
  /** Resolves when the supervisor itself has died unexpectedly; the run must end in error. */
  readonly lost: Promise<Error>;
  /** Sweeps and ends the supervisor. */
  dispose(): Promise<readonly Leftover[]>;
}
