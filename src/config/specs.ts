import type { Later } from './expressions/later';

/** What drafts become once their expressions are replaced and they are validated. Times in milliseconds. */
export type NumberMatcher =
  | number
  | readonly number[]
  | { readonly equals?: number; readonly not?: number; readonly below?: number; readonly above?: number; readonly within?: readonly [number, number];
    readonly atLeast?: number; readonly atMost?: number };

export type JsonMatcher = unknown;
export interface TextMatcher {
  readonly contains?: string | readonly string[];
  readonly not_contains?: string | readonly string[];
  readonly equals?: string;
  readonly matches?: string;
  readonly not_matches?: string;
  readonly empty?: boolean;
  /** In bytes. */
  readonly size?: NumberMatcher;
  /** Subset of a map, or `{ path, below, above, equals, absent }`. */
  readonly json?: JsonMatcher;
}

export interface ReadySpec {
  readonly log?: string;
  /** Port name, `service.port`, number or `host:port`. */
  readonly tcp?: string | number;
  readonly http?: { readonly url: string; readonly status?: NumberMatcher; readonly body?: TextMatcher };
  /** Ends with exit code 0. */
  readonly exec?: string | readonly string[];
  /** Relative to where the service runs. */
  readonly file?: string;
  /** As `tcp`, but looked up without connecting, and UDP too. */
  readonly listening?: string | number;
  readonly delayMs?: number;
  readonly timeoutMs?: number;
  readonly intervalMs: number;
  /** Probes of plug-ins: what the file gives each, by kind. */
  readonly plugins?: { readonly [kind: string]: unknown };
}

/** A number, a free port, or several free ones in a row. */
export type PortRequest = number | 'auto' | { readonly inARow: number };

export interface ServiceSpec {
  readonly name: string;
  /** A list never meets a shell; a string goes to `/bin/sh -c`. */
  readonly command: string | readonly string[];
  readonly cwd?: string;
  readonly env: { readonly [name: string]: string | null };
  readonly ports: { readonly [name: string]: PortRequest };
  readonly ready: ReadySpec;
  /** First the command, if there is one; then the signal. Each has the grace period. */
  readonly stop: { readonly command?: string | readonly string[]; readonly signal: string; readonly graceMs: number };
  /** `byEnd`: it must have ended by itself when the steps are over. */
  readonly expectExit?: { readonly code: NumberMatcher; readonly byEnd?: true };
  /** Written into its folder before each start; by relative path. */
  readonly files?: { readonly [name: string]: string | { readonly from: string } };
  /** What happens when it fails; undefined: nothing. The time before a restart doubles each time. */
  readonly restart?: { readonly max: number; readonly backoffMs: number };
  readonly timeoutMs?: number;
  /** It runs at a pseudo terminal. */
  readonly tty?: true;
  /** Its readiness or its stop name its pid, which is not there yet: to be resolved again once it is. */
  readonly awaitsPid?: true;
}

export interface CaptureSpec {
  readonly name: string;
  readonly from: 'stdout' | 'stderr' | 'body';
  readonly pattern?: string;
  readonly json?: string;
  readonly unit?: string;
  readonly optional: boolean;
}

export interface StepCommon {
  readonly id: string;
  readonly name: string;
  readonly timeoutMs?: number;
  readonly always: boolean;
  readonly continueOnFailure: boolean;
}
/** How often a step that compares is tried, at most, and the time between two tries. */
export interface RetrySpec { readonly max: number; readonly delayMs: number }
export interface RunStep extends StepCommon {
  readonly kind: 'run';
  readonly command: string | readonly string[];
  readonly shell?: readonly string[];
  readonly cwd?: string;
  readonly env: { readonly [name: string]: string | null };
  readonly stdin?: string;
  /** The service in whose place it runs. */
  readonly in?: string;
  /** It lives until the teardown. */
  readonly background?: true;
  readonly retry?: RetrySpec;
  readonly expect: { readonly exit_code: NumberMatcher; readonly stdout?: TextMatcher; readonly stderr?: TextMatcher; readonly duration?: NumberMatcher; readonly files?: { readonly [path: string]: TextMatcher } };
  readonly capture: readonly CaptureSpec[];
}
export interface WaitStep extends StepCommon { readonly kind: 'wait'; readonly waitMs: number }
export interface WaitForStep extends StepCommon {
  readonly kind: 'wait_for';
  readonly ready: ReadySpec;
  readonly service?: string;
  /** Wait until this service has ended. */
  readonly exited?: string;
  /** A step: what the service printed before it does not count. */
  readonly since?: string;
  /** The service in whose place commands run and files are looked for. */
  readonly in?: string;
}
export interface HttpStep extends StepCommon {
  readonly kind: 'http';
  readonly url: string;
  readonly method: string;
  readonly headers: { readonly [name: string]: string };
  readonly body?: string;
  /** The service from whose place it is sent. */
  readonly in?: string;
  readonly retry?: RetrySpec;
  readonly expect: { readonly status: NumberMatcher; readonly body?: TextMatcher; readonly headers?: { readonly [name: string]: string }; readonly duration?: NumberMatcher };
  readonly capture: readonly CaptureSpec[];
}
export interface SignalStep extends StepCommon { readonly kind: 'signal'; readonly service: string; readonly signal: string; readonly group: boolean }
export interface StopStep extends StepCommon { readonly kind: 'stop'; readonly service: string }
export interface StartStep extends StepCommon { readonly kind: 'start'; readonly service: string }
/** Of a kind that a plug-in added. */
export interface PluginStep extends StepCommon { readonly kind: 'plugin'; readonly type: string; readonly config: unknown }
/** The service's whole group is stopped (SIGSTOP), or goes on. */
export interface PauseStep extends StepCommon { readonly kind: 'pause' | 'resume'; readonly service: string }
/** Others are below it: at the same time, or one after the other. */
export interface GroupStep extends StepCommon { readonly kind: 'parallel' | 'steps' }
export type StepSpec = RunStep | WaitStep | WaitForStep | HttpStep | SignalStep | StopStep | StartStep | PauseStep | GroupStep | PluginStep;

export type AssertionSpec =
  | { readonly kind: 'plugin'; readonly type: string; readonly config: unknown }
  | { readonly kind: 'service_running'; readonly service: string }
  | { readonly kind: 'service_responsive'; readonly service: string; readonly endpoint?: string; readonly expected_status: NumberMatcher; readonly timeoutMs?: number }
  | { readonly kind: 'exit_code'; readonly service: string; readonly equals: NumberMatcher }
  | { readonly kind: 'log_contains'; readonly service: string; readonly stream: 'stdout' | 'stderr' | 'both'; readonly pattern?: string; readonly text?: string }
  | { readonly kind: 'log_absent'; readonly service: string; readonly stream: 'stdout' | 'stderr' | 'both'; readonly pattern?: string; readonly text?: string }
  | { readonly kind: 'performance_metric'; readonly service: string; readonly metric: string; readonly value: NumberMatcher }
  /** Relative to the test's folder. */
  | { readonly kind: 'file_exists'; readonly path: string; readonly size?: NumberMatcher }
  | { readonly kind: 'file_matches'; readonly path: string; readonly text: TextMatcher }
  | {
    readonly kind: 'command'; readonly command: string | readonly string[]; readonly shell?: readonly string[]; readonly cwd?: string;
    readonly env: { readonly [name: string]: string | null }; readonly exitCode: NumberMatcher; readonly stdout?: TextMatcher; readonly stderr?: TextMatcher; readonly timeoutMs?: number;
    /** The service in whose place it runs. */
    readonly in?: string;
  }
  /** `of`: over the iterations, as in `p95`. */
  | { readonly kind: 'metric'; readonly metric: string; readonly value: NumberMatcher; readonly of?: string };

/** One entry of `execution_environment`. */
export interface EnvironmentSpec {
  readonly type: string;
  /** Services; undefined: all. */
  readonly on?: readonly string[];
  readonly config: { readonly [key: string]: unknown };
}

/** What expressions can name of a service. */
export interface ServiceNames {
  readonly host: string | Later;
  readonly ports: { readonly [name: string]: number | Later };
  readonly pid?: number | Later;
  readonly dir: string | Later;
  readonly stdout_log: string | Later;
}

/** What expressions can name of a step that is over. */
export interface StepOutputs {
  readonly stdout: string;
  readonly exit_code: number | null;
  readonly outputs: { readonly [name: string]: unknown };
}

/** What `${{ … }}` can name; before a run some of it is still to come. A missing entry at run time is an error with a did-you-mean. */
export interface ExpressionScope {
  readonly matrix?: { readonly [key: string]: unknown };
  readonly variables?: { readonly [key: string]: unknown };
  readonly env?: { readonly [key: string]: string | undefined };
  readonly secrets?: { readonly [name: string]: string };
  readonly services?: { readonly [name: string]: ServiceNames };
  readonly test?: { readonly name: string; readonly dir: string | Later; readonly id: string };
  readonly run?: { readonly id: string; readonly dir: string } | Later;
  readonly file?: { readonly dir: string };
  readonly iteration?: number;
  readonly attempt?: number;
  readonly steps?: { readonly [id: string]: StepOutputs | Later };
}
