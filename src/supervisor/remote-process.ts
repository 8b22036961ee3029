import type { ExitStatus, StopLadder, SupervisedProcess } from './processes';
import type { KnownProcess } from './process-row';

/** How a process of the supervisor's is reached. */
export interface RemoteControl {
  stop(ladder: StopLadder): Promise<ExitStatus>;
  signal(signal: string, group: boolean): Promise<void>;
}

/** The host's view of a process that the supervisor started. */
export class RemoteProcess implements SupervisedProcess {
  readonly exited: Promise<ExitStatus>;
  readonly ended: Promise<ExitStatus>;
  #exit: (status: ExitStatus) => void = () => undefined;
  #end: (status: ExitStatus) => void = () => undefined;

  constructor(readonly id: string, readonly known: KnownProcess, private readonly control: RemoteControl) {
    this.exited = new Promise((resolve) => (this.#exit = resolve));
    this.ended = new Promise((resolve) => (this.#end = resolve));
  }

  get pid(): number {
    return this.known.pid;
  }

  stop(ladder: StopLadder): Promise<ExitStatus> {
    return this.control.stop(ladder);
  }

  signal(signal: string, options: { readonly group?: boolean } = {}): Promise<void> {
    return this.control.signal(signal, options.group ?? false);
  }

  tellExited(status: ExitStatus): void {
    this.#exit(status);
  }

  tellEnded(status: ExitStatus): void {
    this.#exit(status);
    this.#end(status);
  }
}
