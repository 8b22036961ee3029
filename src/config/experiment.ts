import type { CaseIdentity, SourceRef } from '../events';
import type { ObserverSettings } from './observer-settings';
import type { ConfigExtensions } from './extensions';
import type { Problem } from './problem';

/** A part of the file whose `${{ … }}` are not replaced yet; defaults are already merged in. */
export interface Draft {
  readonly value: unknown;
  readonly source: SourceRef;
  /** Where a part below was declared; `path` relative, as in `expect.stdout` or `ports.http`; falls back to the nearest parent. */
  sourceOf(path: string): SourceRef;
  /** Its number in the list of the file, from 0; undefined: its place in the list it is in. */
  readonly index?: number;
}

export interface ServiceDraft extends Draft {
  readonly name: string;
  readonly dependsOn: readonly { readonly service: string; readonly condition: 'ready' | 'started' | 'ended' }[];
}

/** What a test says of the running of one of its cases. */
export interface CaseSettings {
  /** The reason, when the file says to skip it. */
  readonly skip?: string;
  /** Of each attempt, in milliseconds; undefined: the engine's default. */
  readonly timeoutMs?: number;
  /** How many further attempts a case gets that does not pass. */
  readonly retries?: number;
  /** Cases of one group never run at the same time. */
  readonly parallelGroup?: string;
  /** No other case runs beside it. */
  readonly exclusive?: true;
  /** Whether its not passing counts for `fail_fast`; undefined: as the file says. */
  readonly failFast?: boolean;
  /** How it is expected to end, where not to pass. */
  readonly expectOutcome?: { readonly outcome: 'failed' | 'error'; readonly reason?: string };
}

export type ArtifactDraft = string | { readonly from: string; readonly to?: string };

/** One test case: an entry of `tests`, times its matrix, times its iterations. */
export interface TestCasePlan extends CaseIdentity, CaseSettings {
  readonly tags: readonly string[];
  /** Folder name below the run's folder. */
  readonly dir: string;
  readonly source: SourceRef;
  readonly network: string;
  /** It only warms up: its metrics are dropped. */
  readonly warmup?: true;
  /** What the test gives to plug-ins; any value. */
  readonly pluginConfig?: Draft;
  /** Entries of `execution_environment`, the outermost first. */
  readonly environments: readonly Draft[];
  /** Merged `defaults.env` and `env` of the test; null unsets. Values may hold expressions. */
  readonly env: { readonly [name: string]: string | null };
  readonly services: readonly ServiceDraft[];
  readonly steps: readonly Draft[];
  readonly assertions: readonly Draft[];
  /** Ids of the iterations whose metrics it looks at together: a row of its own, after them. */
  readonly over?: readonly string[];
  /** Globs from the test's folder, or what is taken from elsewhere; texts may hold expressions. */
  readonly artifacts: readonly ArtifactDraft[];
  /** `record_pcap`: the packets at the ports of its services are recorded. */
  readonly recordPackets?: Draft;
  /** How long it only waits, in milliseconds; undefined: not at all, or not known. */
  readonly waitMs?: number;
  /** Errors that make this case `error` (kind config) when it runs. */
  readonly errors: readonly Problem[];
}

/** `interleave`: one iteration of each test case before the next. */
export type RunOrder = 'file' | 'interleave' | 'shuffle';

/** A plug-in that the file asks for. */
export interface PluginRequest {
  /** As written: a path relative to the file, or the name of an npm package. */
  readonly by: 'path' | 'name';
  readonly text: string;
  /** What the file gives the plug-in, its variables replaced; plain JSON. */
  readonly config?: unknown;
  readonly source: SourceRef;
}

/** A file after reading: never throws, however broken the file; what could be recovered is listed. */
export interface LoadedExperiment {
  readonly file: string;
  /** The text exactly as read. */
  readonly text: string;
  readonly dialect: 'experiment' | 'panther';
  readonly name: string;
  readonly description?: string;
  readonly source: SourceRef;
  readonly problems: readonly Problem[];
  /** A problem at the top level: nothing of the file may run. */
  readonly blocked: boolean;
  readonly tests: readonly TestCasePlan[];
  readonly variables: { readonly [name: string]: unknown };
  /** Names of the environment variables whose values are masked everywhere; undefined: none. */
  readonly secrets?: readonly string[];
  readonly parallel: number;
  readonly failFast: boolean;
  /** `fail_fast` waits for so many test cases that do not pass; undefined: 1. */
  readonly maxErrors?: number;
  /** Within a test case, too, nothing is looked at after its first failure. */
  readonly failFastInTest?: boolean;
  /** Undefined: `file`. */
  readonly order?: RunOrder;
  /** For `shuffle`; undefined: a new one for each run. */
  readonly seed?: number;
  /** So many first iterations record no metrics; undefined: none. */
  readonly warmup?: number;
  readonly timeoutMs?: number;
  /** The waits of all test cases together, in milliseconds; undefined: none is known of. */
  readonly waitMs?: number;
  /** `paths.output_dir`, absolute; default `outputs` beside the file. */
  readonly outputDir: string;
  readonly observers: ObserverSettings;
  readonly plugins: readonly PluginRequest[];
}

export interface LoadOptions {
  /** What the file's plug-ins add to the format; absent: they are not loaded. */
  readonly extensions?: ConfigExtensions;
  /** There are plug-ins that the file does not name, and they are not loaded: an unknown kind may be theirs. */
  readonly pluginsLeftOut?: boolean;
  /** `--set variable=value`. */
  readonly variables?: { readonly [name: string]: string };
  /** `--iterations`. */
  readonly iterations?: number;
  /** `--parallel`, for what may then meet. */
  readonly parallel?: number;
  /** `--timeout` of a run of all test cases, in milliseconds, in place of the file's. */
  readonly timeoutMs?: number;
  /** Where secrets are looked for; absent: they are not. */
  readonly environment?: { readonly [name: string]: string | undefined };
}
