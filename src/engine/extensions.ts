import type { ConfigExtensions, JsonSchema } from '../config';
import type { CustomDraft, EventOf, ExperimentEvent } from '../events';
import type { Signal } from './signal';

type Maybe<T> = T | Promise<T>;

/** A service of the test case, as a plug-in sees it. */
export interface CaseService {
  readonly name: string;
  readonly host: string;
  readonly ports: { readonly [name: string]: number };
  readonly running: boolean;
  readonly pid?: number;
  /** Absolute paths. */
  readonly stdoutLog: string;
  readonly stderrLog: string;
}

export interface RunOptions {
  /** Relative to the experiment file's folder, which is the default. */
  readonly cwd?: string;
  /** Added to the test's environment; null unsets. */
  readonly env?: { readonly [name: string]: string | null };
  readonly stdin?: string;
  /** Milliseconds; default: as long as the caller has. */
  readonly timeoutMs?: number;
}

export interface RunResult {
  readonly code: number | null;
  readonly signal: string | null;
  /** At most 16 MiB; all of it is in the files. */
  readonly stdout: string;
  readonly stderr: string;
  /** Absolute paths. */
  readonly stdoutFile: string;
  readonly stderrFile: string;
}

/** What a step, an assertion or a probe of a plug-in can see and do. It ends with the call that got it. */
export interface CaseAccess {
  /** Id of the test case. */
  readonly test: string;
  /** Absolute paths: of the test case's folder, and of the experiment file's. */
  readonly testDir: string;
  readonly fileDir: string;
  readonly env: { readonly [name: string]: string };
  readonly services: { readonly [name: string]: CaseService };
  /** What the test's `plugin_config` says; empty where it says nothing. */
  readonly pluginConfig: { readonly [key: string]: unknown };
  /** Recorded so far. */
  readonly metrics: { readonly [name: string]: number };
  /** Aborted when the time is over or the test case is cancelled. */
  readonly signal: Signal;
  /** Publishes an event of the plug-in's own. @throws TypeError when it is a built-in type or not sound; Error when the call has ended. */
  publish(event: CustomDraft): ExperimentEvent;
  /** @throws Error when a metric of this name was recorded before. */
  recordMetric(name: string, value: number, unit?: string): void;
  /** The exact bytes that a service wrote. @throws Error when its log cannot be read. */
  readOutput(event: Pick<EventOf<'service.output'>, 'file' | 'from' | 'to'>): Promise<Uint8Array>;
  /**
   * Runs a program to its end; a list never meets a shell, a text does. It is stopped with the test case.
   * @throws SpawnError when it cannot be started, LimitExceeded when it takes too long.
   */
  run(command: string | readonly string[], options?: RunOptions): Promise<RunResult>;
}

interface Kind {
  /** The key in the experiment file. */
  readonly kind: string;
  /** What stands below the key; without it anything may. */
  readonly schema?: JsonSchema;
}

/** Something that did not hold. */
export interface Unmet {
  readonly message: string;
  readonly expected?: string;
  readonly found?: string;
}

/** A kind of step. What it throws breaks the step; what it expected in vain it returns. */
export interface StepDefinition<Config = unknown> extends Kind {
  run(config: Config, at: CaseAccess): Maybe<StepResult | void>;
}

export interface StepResult {
  readonly failures?: readonly Unmet[];
  /** For later expressions, as `steps.<id>.outputs.<name>`. */
  readonly outputs?: { readonly [name: string]: unknown };
  /** For later expressions, as `steps.<id>.stdout`. */
  readonly stdout?: string;
}

/** A kind of assertion. */
export interface AssertionDefinition<Config = unknown> extends Kind {
  /** Milliseconds; default one minute. */
  readonly timeoutMs?: number;
  evaluate(config: Config, at: CaseAccess): Maybe<AssertionResult>;
}

export interface AssertionResult extends Unmet {
  readonly passed: boolean;
}

/** A kind of readiness probe, asked again and again until it holds. */
export interface ProbeDefinition<Config = unknown> extends Kind {
  /**
   * True when it holds; a text says what is missing. What it throws is missing, too.
   * @param service whose readiness is asked for; undefined in a step that waits for something else.
   */
  probe(config: Config, at: CaseAccess, service: CaseService | undefined): Maybe<boolean | string>;
}

/** A kind and the plug-in that brought it. */
export interface Owned<T> {
  readonly plugin: string;
  readonly definition: T;
}

/** What plug-ins add to the engine. */
export interface Extensions {
  readonly config: ConfigExtensions;
  readonly steps: ReadonlyMap<string, Owned<StepDefinition>>;
  readonly assertions: ReadonlyMap<string, Owned<AssertionDefinition>>;
  readonly probes: ReadonlyMap<string, Owned<ProbeDefinition>>;
}

/** What a test case has of its plug-ins. */
export interface CasePlugins {
  readonly extensions: Extensions;
  /** The test's `plugin_config`, its expressions replaced. @throws ConfigError */
  config(): CaseAccess['pluginConfig'];
  publish(event: CustomDraft): ExperimentEvent;
}
