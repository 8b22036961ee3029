import path from 'node:path';
import { messageOf } from '../events';
import type { LoadedExperiment } from '../config';

export type RefusalCode = 'needs-panther' | 'blocked' | 'no-tests' | 'short-secret' | 'unwritable';

/** Thrown by `startRun` before anything was started: the file cannot be run as it is, or not there. The message is one line. */
export class RunRefused extends Error {
  override readonly name = 'RunRefused';
  constructor(readonly code: RefusalCode, message: string) {
    super(message);
  }
}

/** For what the disk says before anything of the run has started. */
export const unwritable = (outputDir: string) => (error: unknown): never => {
  throw new RunRefused('unwritable', `nothing was run: the run's folder in ${outputDir} cannot be written: ${messageOf(error)}`);
};

/** @throws RunRefused */
export function refuseUnrunnable(loaded: LoadedExperiment): void {
  if (loaded.dialect === 'panther') throw new RunRefused('needs-panther', `${loaded.file} needs PANTHER and cannot be run here: "pip install panther-net" gets it, "panther run -c ${path.basename(loaded.file)}" runs the file (with Docker)`);
  if (!loaded.blocked) return;
  const problem = loaded.problems.find(({ severity }) => severity === 'error');
  const { line, column } = problem?.range.start ?? loaded.source.range.start;
  const message = (problem?.message ?? 'the file has a problem that blocks all its tests').replaceAll(/\s*\n\s*/g, ' ');
  throw new RunRefused('blocked', `${problem?.file ?? loaded.file}:${line}:${column} ${message}`);
}
