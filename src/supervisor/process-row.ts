/** What the system tells about one process. */
export interface ProcessRow {
  readonly pid: number;
  readonly ppid: number;
  readonly group: number;
  /** 0 where the system does not tell. */
  readonly session: number;
  /** Comparable only as text: clock ticks since boot on Linux, a date elsewhere. */
  readonly startTime: string;
  /** Ended, but not yet collected by its parent. */
  readonly gone: boolean;
  /** By SIGSTOP, a terminal or a debugger, where the system tells. */
  readonly stopped?: boolean;
  readonly name: string;
}

/** A process that cannot be mistaken for a later one of the same pid, within one boot. */
export interface KnownProcess {
  readonly pid: number;
  readonly startTime: string;
}
