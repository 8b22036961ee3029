import { messageOf, type ShardOf } from '../../events';
import { access, constants, stat } from 'node:fs/promises';
import path from 'node:path';
import { formatProblem, type LoadedExperiment, type LoadOptions, type Problem, type TestCasePlan } from '../../config';
import type { PluginSet } from '../../plugins';
import { makeFolder, type TestState } from '../../results';
import { planResume, readEarlierRun, readWith as earlierReadWith, ResumeRefused, RunRefused, type EarlierRun, type Resumption } from '../../runs';
import type { CommandPlugins } from '../command-plugins';
import { shownPath, type CommandContext } from '../context';
import { findStoredRun } from '../find-run';
import { selectTests } from '../select-tests';
import { UsageError } from '../usage-error';
import { findResumed, resumedLines } from './find-resumed';
import type { RunOptions } from './run-options';

type ReadWith = Pick<LoadOptions, 'iterations' | 'variables'>;

/** A file that was read for `run`, and what is to become of it. */
export type PreparedFile =
  | { readonly kind: 'run'; readonly loaded: LoadedExperiment; readonly plugins: PluginSet; readonly outputDir: string; readonly only?: readonly TestCasePlan[]; readonly notes: readonly string[]; readonly readWith?: ReadWith; readonly resume?: Resumption; readonly seed?: number; readonly shard?: ShardOf }
  /** `notes` say why nothing of it runs. */
  | { readonly kind: 'refused'; readonly problems: readonly Problem[]; readonly notes: readonly string[] }
  /** Nothing of it is in this shard. */
  | { readonly kind: 'empty'; readonly notes: readonly string[] }
  /** The filters leave nothing of it. */
  | { readonly kind: 'filtered'; readonly loaded: LoadedExperiment; readonly nothingFailed: boolean };

/** @throws UsageError when what was asked of the file makes no sense. */
export async function prepareFile(name: string, options: RunOptions, given: CommandPlugins, context: CommandContext): Promise<PreparedFile> {
  let readWith: ReadWith = { variables: options.set, ...(options.iterations === undefined ? {} : { iterations: options.iterations }) };
  const beside = { ...(options.parallel === undefined ? {} : { parallel: options.parallel }), ...limitOfAll(options) };
  let { loaded, plugins } = await given.read(name, { ...readWith, ...beside });
  let outputDir = options.output === undefined ? loaded.outputDir : path.resolve(context.cwd, options.output);
  // A file for PANTHER is refused by the run, in one line; its problems are not ours to tell.
  if (loaded.dialect === 'panther') return { kind: 'run', loaded, plugins, outputDir, notes: [] };
  const resumed = options.resume === undefined ? undefined : await findResumed({ run: options.resume, file: loaded.file, outputDir, cwd: context.cwd, close: options.dryRun !== true });
  const failedOf = options.failedOf === undefined ? undefined : await findEarlier(options.failedOf, loaded, outputDir, context);
  const earlier = resumed?.earlier ?? failedOf;
  if (earlier !== undefined) {
    // Its test cases are those of the file as it was read then.
    readWith = await told(() => earlierReadWith(earlier, readWith));
    ({ loaded, plugins } = await given.read(name, { ...readWith, ...beside }));
  }
  if (resumed !== undefined && options.output === undefined) outputDir = resumed.outputDir;
  const notes = problemLines(loaded.problems, context);
  if (loaded.blocked && notes.length > 0) return { kind: 'refused', problems: loaded.problems, notes };
  if (options.strict === true && loaded.problems.length > 0) {
    return { kind: 'refused', problems: loaded.problems, notes: [...notes, `${name}: not run, because --strict allows no problem`] };
  }
  if (loaded.tests.length > 0 && loaded.tests.every(({ errors }) => errors.length > 0)) {
    return { kind: 'refused', problems: loaded.problems, notes: [...notes, `${name}: not run, because no test case of it is sound`] };
  }
  const resume = resumed === undefined ? undefined : await told(() => planResume({ earlier: resumed.earlier, loaded, readText: async (text, how) => (await given.readText(loaded.file, text, how)).loaded }));
  const failedBefore = failedOf === undefined ? undefined : failedTests(failedOf);
  const only = selectTests(loaded, {
    ...(resume === undefined ? {} : { among: resume.tests }), globs: options.test, tags: options.tag, ...(failedBefore === undefined ? {} : { failedBefore }) });
  if (only?.length === 0 && loaded.tests.length > 0) return { kind: 'filtered', loaded, nothingFailed: failedBefore?.length === 0 };
  if (loaded.tests.length > 0) await (options.dryRun === true ? checkWritable(outputDir) : makeWritable(outputDir));
  const { seed = options.seed, shard } = { ...resumed?.earlier.configured?.settings, ...(options.seed === undefined ? {} : { seed: options.seed }) };
  return {
    kind: 'run', loaded, plugins, outputDir, readWith, ...(only === undefined ? {} : { only }), ...(seed === undefined ? {} : { seed }), ...(shard === undefined ? {} : { shard }), ...(resume === undefined ? {} : { resume }),
    notes: [...notes, ...resumed?.notes ?? [], ...(resume === undefined ? [] : resumedLines(name, resume))],
  };
}

/** The time limit of a run of all that is in the file: whether some of it fits into the limit is not known beforehand. */
const limitOfAll = ({ timeout, test, tag, failedOf, resume, shard }: RunOptions): Pick<LoadOptions, 'timeoutMs'> =>
  (timeout === undefined || test.length + tag.length > 0 || [failedOf, resume, shard].some((one) => one !== undefined) ? {} : { timeoutMs: timeout });

/** A run that cannot be gone on with was asked for wrongly. */
async function told<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ResumeRefused || error instanceof RunRefused) throw new UsageError(error.message);
    throw error;
  }
}

/** Problems as the user's terminal can click them. */
export const problemLines = (problems: readonly Problem[], { cwd }: CommandContext): readonly string[] =>
  problems.map((problem) => formatProblem({ ...problem, file: shownPath(problem.file, cwd) }));

async function findEarlier(run: string, { file }: LoadedExperiment, outputDir: string, { cwd }: CommandContext): Promise<EarlierRun> {
  const stored = await findStoredRun({ run, cwd, of: { outputDir, file } });
  const earlier = await told(() => readEarlierRun(stored));
  const { state } = earlier;
  if (state.seq === 0) throw new UsageError(`${stored.journal} holds no event that could be read`);
  if (path.resolve(state.file) !== file) throw new UsageError(`run ${state.run} is of ${state.file}, not of ${file}`);
  return earlier;
}

const failedTests = ({ state: { order, tests } }: EarlierRun): readonly TestState[] =>
  order.flatMap((id) => tests[id] ?? []).filter(({ outcome = 'interrupted' }) => outcome === 'failed' || outcome === 'error' || outcome === 'interrupted');

/** As `makeWritable`, without making anything: where there is no such folder yet, the nearest above it counts. */
async function checkWritable(dir: string): Promise<void> {
  let existing = dir;
  while (existing !== path.dirname(existing) && !(await stat(existing).then(() => true, () => false))) existing = path.dirname(existing);
  const problem = await stat(existing).then((stats) => (stats.isDirectory() ? undefined : `${existing} is no folder`), messageOf)
    ?? await access(existing, constants.W_OK).then(() => undefined, messageOf);
  if (problem !== undefined) throw new UsageError(`the output folder ${dir} cannot be used: ${problem}`);
}

async function makeWritable(dir: string): Promise<void> {
  try {
    await makeFolder(dir);
    await access(dir, constants.W_OK);
  } catch (error) {
    throw new UsageError(`the output folder ${dir} cannot be used: ${messageOf(error)}`);
  }
}
