import type { SupervisedProcess } from '../supervisor';
import type { Signal } from './signal';

/** What an execution environment is asked to prepare for one test case. */
export interface EnvironmentRequest {
  /** Id of the test case. */
  readonly test: string;
  /** The services it is for, in the file's order. */
  readonly services: readonly string[];
  /** `plugin_config`, its expressions replaced; to be checked by the environment. */
  readonly config: { readonly [key: string]: unknown };
  /** Absolute. What it writes for a service goes to `<artifactsDir>/<service>/`, which is there unless it `writesFiles` not. */
  readonly artifactsDir: string;
  /** Aborted when the preparation is given up; what was made until then is to be undone. */
  readonly signal: Signal;
}

/** A command that is about to be started as a service; wrapped by the environments further inside already. */
export interface ServiceCommand {
  readonly service: string;
  /** The how manieth start of this service, from 1. */
  readonly start: number;
  readonly command: readonly string[];
}

/** What an environment found out about a service, told once the services have stopped. */
export interface Findings {
  /** Recorded as `<service>.<name>`. */
  readonly metrics: readonly { readonly service: string; readonly name: string; readonly value: number; readonly unit?: string }[];
  /** Files that it wrote, relative to `artifactsDir`, with slashes; those that are not there are left out. */
  readonly artifacts?: readonly string[];
  /** What it claims of the services; one that does not hold fails the test. */
  readonly checks?: readonly { readonly passed: boolean; readonly message: string; readonly expected?: string; readonly found?: string }[];
}

/** An execution environment of one test case, from its preparation to its end. */
export interface PreparedEnvironment {
  /** The whole command; called before each start of each of its services. */
  wrap?(command: ServiceCommand): readonly string[];
  /**
   * The program put around a service stays, or may stay, and has the service as its child, as `perf stat` does; signals
   * are led past it. Without this it becomes the service, as `nice` and `valgrind` do.
   */
  readonly stays?: boolean;
  /** How often its services are measured while they run, in milliseconds; see `SupervisedProcess.onUsage`. */
  readonly measureEveryMs?: number;
  /** A process of one of its services has been started. */
  started?(service: string, process: SupervisedProcess): void;
  /** Called once, when all services have stopped. @throws Error when what it needs for that is not there */
  collect(signal: Signal): Promise<Findings>;
  /** Called last on every path, also when nothing was collected. */
  close?(): Promise<void>;
}

/** What runs around the services of test cases, and watches them; one object serves all test cases of a run. */
export interface ExecutionEnvironment {
  /** As in the file's `execution_environment`. */
  readonly type: string;
  /** It is there for all services of each test that does not list it, with this `plugin_config`. */
  readonly byDefault?: EnvironmentRequest['config'];
  /** Whether it may write files; default: it may. */
  writesFiles?(config: EnvironmentRequest['config']): boolean;
  /** Programs that must be in the `PATH` of the test, or absolute; looked for before anything is started. */
  programs?(config: EnvironmentRequest['config']): readonly string[];
  /** @throws Error that says what is missing or wrong */
  prepare(request: EnvironmentRequest): Promise<PreparedEnvironment>;
}
