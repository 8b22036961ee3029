import type { SourceRef } from '../events';
import type { ObserverSettings } from './observer-settings';
import type { Problem } from './problem';

/** A part of the file whose `${{ … }}` are not replaced yet; defaults are already merged in. */
export interface Draft {
  readonly value: unknown;
  readonly source: SourceRef;
  /** Where a part below was declared; `path` relative, as in `expect.stdout` or `ports.http`; falls back to the nearest parent. */
  sourceOf(path: string): SourceRef;
}

export interface ServiceDraft extends Draft {
  readonly name: string;
  readonly dependsOn: readonly { readonly service: string; readonly condition: 'ready' | 'started' | 'ended' }[];
}

/** One test case: an entry of `tests`, times its matrix, times its iterations. */
export interface TestCasePlan {
  readonly id: string;
  readonly name: string;
  readonly base: string;
  readonly matrix: { readonly [key: string]: unknown };
  readonly iteration: number;
  readonly tags: readonly string[];
  /** The reason, when the file says to skip it. */
  readonly skip?: string;
  /** Folder name below the run's folder. */
  readonly dir: string;
  readonly source: SourceRef;
  /** Milliseconds; undefined: the engine's default. */
  readonly timeoutMs?: number;
  readonly network: string;
  /** Merged `defaults.env` and `env` of the test; null unsets. Values may hold expressions. */
  readonly env: { readonly [name: string]: string | null };
  readonly services: readonly ServiceDraft[];
  readonly steps: readonly Draft[];
  readonly assertions: readonly Draft[];
  readonly artifacts: readonly string[];
  /** Errors that make this case `error` (kind config) when it runs. */
  readonly errors: readonly Problem[];
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
  readonly parallel: number;
  readonly failFast: boolean;
  readonly timeoutMs?: number;
  /** `paths.output_dir`, absolute; default `outputs` beside the file. */
  readonly outputDir: string;
  readonly observers: ObserverSettings;
}

export interface LoadOptions {
  /** `--set variable=value`. */
  readonly variables?: { readonly [name: string]: string };
  /** `--iterations`. */
  readonly iterations?: number;
}
