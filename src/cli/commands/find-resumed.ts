import path from 'node:path';
import { closeInterruptedRuns, readEarlierRun, type EarlierRun, type Resumption } from '../../runs';
import { fileHash } from '../../results';
import { findStoredRun } from '../find-run';
import { UsageError } from '../usage-error';
import { closedRunLine } from './closed-run-line';

export interface ResumedRun {
  readonly earlier: EarlierRun;
  /** The output folder that holds it. */
  readonly outputDir: string;
  readonly notes: readonly string[];
}

interface Wanted {
  readonly run: string;
  /** The experiment file. */
  readonly file: string;
  /** Where `latest` is looked for. */
  readonly outputDir: string;
  readonly cwd: string;
  readonly close: boolean;
}

/** The run that `--resume` names, closed if it is to be and a crash had left it open, so that nothing of it is alive. @throws UsageError when there is no such run. */
export async function findResumed({ run, file, outputDir, cwd, close }: Wanted): Promise<ResumedRun> {
  const stored = await findStoredRun({ run, cwd, of: { outputDir, file } });
  const notes: string[] = [];
  const own = path.dirname(path.dirname(stored.dir));
  const closed = !close ? [] : await closeInterruptedRuns([own], ({ id }, error) => notes.push(`Run ${id} was interrupted and cannot be closed: ${error.message}`));
  notes.push(...closed.map(closedRunLine));
  const earlier = await readEarlierRun(stored);
  // One that died before its first event says by its place alone whose run it is.
  if (earlier.configured === undefined && !path.basename(path.dirname(stored.dir)).endsWith(`-${fileHash(file)}`)) throw new UsageError(`${stored.journal} holds no event that could be read`);
  return { earlier, outputDir: own, notes };
}

const LISTED = 5;

/** What a person is told of a run that goes on with another. */
export function resumedLines(name: string, { run, tests, kept, changed, gone, added }: Resumption): readonly string[] {
  const list = (ids: readonly string[]): string => `${ids.slice(0, LISTED).join(', ')}${ids.length > LISTED ? `, and ${ids.length - LISTED} more` : ''}`;
  const cases = (count: number): string => `${count} test case${count === 1 ? '' : 's'}`;
  return [
    `${name}: resuming run ${run}: of ${cases(tests.length)} ${kept.size} ${kept.size === 1 ? 'is' : 'are'} kept, ${tests.length - kept.size} run`,
    ...(changed.length > 0 ? [`${name}: changed since, so ${changed.length === 1 ? 'it runs' : 'they run'} again: ${list(changed)}`] : []),
    ...(added.length > 0 ? [`${name}: new since: ${list(added)}`] : []),
    ...(gone.length > 0 ? [`${name}: no longer in the file: ${list(gone)}`] : []),
  ];
}
