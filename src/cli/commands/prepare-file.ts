import { messageOf } from '../../events';
import { access, constants, stat } from 'node:fs/promises';
import path from 'node:path';
import { formatProblem, type LoadedExperiment, type Problem, type TestCasePlan } from '../../config';
import type { PluginSet } from '../../plugins';
import { makeFolder } from '../../results';
import type { CommandPlugins } from '../command-plugins';
import { shownPath, type CommandContext } from '../context';
import { findRun } from '../find-run';
import { selectTests } from '../select-tests';
import { UsageError } from '../usage-error';
import type { RunOptions } from './run-options';

/** A file that was read for `run`, and what is to become of it. */
export type PreparedFile =
  | { readonly kind: 'run'; readonly loaded: LoadedExperiment; readonly plugins: PluginSet; readonly outputDir: string; readonly only?: readonly TestCasePlan[]; readonly notes: readonly string[] }
  /** `notes` say why nothing of it runs. */
  | { readonly kind: 'refused'; readonly problems: readonly Problem[]; readonly notes: readonly string[] }
  /** The filters leave nothing of it. */
  | { readonly kind: 'filtered'; readonly loaded: LoadedExperiment; readonly nothingFailed: boolean };

/** @throws UsageError when what was asked of the file makes no sense. */
export async function prepareFile(name: string, options: RunOptions, given: CommandPlugins, context: CommandContext): Promise<PreparedFile> {
  const { loaded, plugins } = await given.read(name, {
    variables: options.set, ...(options.iterations === undefined ? {} : { iterations: options.iterations }),
  });
  const outputDir = options.output === undefined ? loaded.outputDir : path.resolve(context.cwd, options.output);
  // A file for PANTHER is refused by the run, in one line; its problems are not ours to tell.
  if (loaded.dialect === 'panther') return { kind: 'run', loaded, plugins, outputDir, notes: [] };
  const notes = problemLines(loaded.problems, context);
  if (loaded.blocked && notes.length > 0) return { kind: 'refused', problems: loaded.problems, notes };
  if (options.strict === true && loaded.problems.length > 0) {
    return { kind: 'refused', problems: loaded.problems, notes: [...notes, `${name}: not run, because --strict allows no problem`] };
  }
  if (loaded.tests.length > 0 && loaded.tests.every(({ errors }) => errors.length > 0)) {
    return { kind: 'refused', problems: loaded.problems, notes: [...notes, `${name}: not run, because no test case of it is sound`] };
  }
  const failedBefore = options.failedOf === undefined ? undefined : await failedIds(options.failedOf, loaded, outputDir, context);
  const only = selectTests(loaded, { globs: options.test, tags: options.tag, ...(failedBefore === undefined ? {} : { failedBefore }) });
  if (only?.length === 0 && loaded.tests.length > 0) return { kind: 'filtered', loaded, nothingFailed: failedBefore?.size === 0 };
  if (loaded.tests.length > 0) await (options.dryRun === true ? checkWritable(outputDir) : makeWritable(outputDir));
  return { kind: 'run', loaded, plugins, outputDir, notes, ...(only === undefined ? {} : { only }) };
}

/** Problems as the user's terminal can click them. */
export const problemLines = (problems: readonly Problem[], { cwd }: CommandContext): readonly string[] =>
  problems.map((problem) => formatProblem({ ...problem, file: shownPath(problem.file, cwd) }));

async function failedIds(run: string, { file }: LoadedExperiment, outputDir: string, { cwd }: CommandContext): Promise<ReadonlySet<string>> {
  const state = await findRun({ run, cwd, of: { outputDir, file } });
  if (path.resolve(state.file) !== file) throw new UsageError(`run ${state.run} is of ${state.file}, not of ${file}`);
  const { tests } = state;
  return new Set(state.order.filter((id) => {
    const outcome = tests[id]?.outcome ?? 'interrupted';
    return outcome === 'failed' || outcome === 'error' || outcome === 'interrupted';
  }));
}

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
