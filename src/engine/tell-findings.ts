import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Redactor, SourceRef } from '../events';
import { isFile } from '../machine';
import { FOLDER } from './artifact-folder';
import type { Artifact } from './artifacts';
import type { CaseEvents } from './case-events';
import type { Findings } from './execution-environment';
import { maskFile } from './mask-file';

interface To {
  readonly events: CaseEvents;
  readonly testDir: string;
  readonly metrics: Map<string, number>;
  readonly redactor?: Redactor;
  /** The number of an assertion that the file does not hold. */
  nextIndex(): number;
  onArtifact(artifact: Artifact): void;
}

/** Tells what an environment found: files, metrics, and its claims as assertions at the environment's place in the file. */
export async function tellFindings(environment: string, source: SourceRef | undefined, found: Findings, { events, testDir, metrics, redactor, nextIndex, onArtifact }: To): Promise<void> {
  for (const file of found.artifacts ?? []) {
    const whole = path.join(testDir, FOLDER, file);
    if (!await isFile(whole)) continue;
    // Tools write down the command line, and what goes through system calls.
    if (redactor !== undefined) await maskFile(whole, redactor);
    const known = await stat(whole).catch(() => undefined);
    if (known !== undefined) onArtifact({ path: file, size: known.size });
  }
  for (const { service, name, value, unit } of found.metrics) {
    if (!Number.isFinite(value)) continue;
    metrics.set(`${service}.${name}`, value);
    events.publish({ type: 'metric.recorded', service, name: `${service}.${name}`, value, ...(unit === undefined ? {} : { unit }), ...(source === undefined ? {} : { source }) });
  }
  if (source === undefined) return;
  for (const { passed, message, expected, found: seen } of found.checks ?? []) {
    const told = { index: nextIndex(), assertion: environment, message, source, duration_ms: 0 };
    if (passed) events.publish({ type: 'assertion.passed', ...told });
    else events.publish({ type: 'assertion.failed', ...told, ...(expected === undefined ? {} : { expected }), ...(seen === undefined ? {} : { found: seen }) });
  }
}
