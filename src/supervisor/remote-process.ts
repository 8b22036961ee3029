import type { ExitStatus, ProcessUsage, StopLadder, SupervisedProcess } from './processes';
import type { KnownProcess } from './process-row';
import { vitalSigns, type VitalSigns } from './vital-signs';

/** How a process of the supervisor's is reached. */
export interface RemoteControl {
  stop(ladder: StopLadder): Promise<ExitStatus>;
  signal(signal: string, group: boolean): Promise<void>;
}

/** The host's view of a process that the supervisor started. */
export class RemoteProcess implements SupervisedProcess {
  readonly exited: Promise<ExitStatus>;
  readonly ended: Promise<ExitStatus>;
  readonly outputLost: Promise<string>;
  readonly #onUsage: ((usage: ProcessUsage) => void)[] = [];
  #usage: ProcessUsage | undefined;
  #silent = false;
  #loseOutput: (message: string) => void = () => undefined;
  #hasEnded = false;
  #exit: (status: ExitStatus) => void = () => undefined;
  #end: (status: ExitStatus) => void = () => undefined;

  constructor(readonly id: string, readonly known: KnownProcess, readonly pid: number, private readonly control: RemoteControl) {
    this.exited = new Promise((resolve) => (this.#exit = resolve));
    this.ended = new Promise((resolve) => (this.#end = resolve));
    this.outputLost = new Promise((resolve) => (this.#loseOutput = resolve));
  }

  stop(ladder: StopLadder): Promise<ExitStatus> {
    return this.control.stop(ladder);
  }

  signal(signal: string, options: { readonly group?: boolean } = {}): Promise<void> {
    return this.control.signal(signal, options.group ?? false);
  }

  onUsage(listener: (usage: ProcessUsage) => void): void {
    this.#onUsage.push(listener);
    if (this.#usage !== undefined) listener(this.#usage);
  }

  vitalSigns(): VitalSigns {
    return this.pid === this.known.pid ? vitalSigns(this.known) : 'unknown';
  }

  tellUsage(usage: ProcessUsage): void {
    this.#usage = usage;
    for (const listener of this.#onUsage) listener(usage);
  }

  tellOutputLost(message: string): void {
    this.#loseOutput(message);
  }

  tellExited(status: ExitStatus): void {
    this.#exit(status);
  }

  get silent(): boolean {
    return this.#silent;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  tellEnded(status: ExitStatus, silent = false): void {
    this.#hasEnded = true;
    this.#silent = silent;
    this.#exit(status);
    this.#end(status);
  }
}
