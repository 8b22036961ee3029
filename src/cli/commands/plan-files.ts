import { planRun, RunRefused, type RunPlan } from '../../runs';
import { CommandPlugins } from '../command-plugins';
import { shownPath, type CommandContext } from '../context';
import { EXIT, worst, type ExitCode } from '../exit-code';
import { planText } from '../plan/plan-text';
import type { ReporterChoice } from '../reporters/reporter-choice';
import { colorsFor } from '../reporters/style';
import { UsageError } from '../usage-error';
import { refuseEmptySelection } from './empty-selection';
import { prepareFile, type PreparedFile } from './prepare-file';
import type { RunOptions } from './run-options';
import { shardFiles } from './shard-files';

/** Shows what `run` would do with the files: starts nothing, writes nothing. */
export async function planFiles(files: readonly string[], options: RunOptions, context: CommandContext): Promise<ExitCode> {
  const json = wantsJson(options.reporter);
  const plugins = new CommandPlugins(options, context, (line) => context.err.line(line));
  try {
    const selected = await Promise.all(files.map((file) => prepareFile(file, options, plugins, context)));
    refuseEmptySelection(selected, options);
    const prepared = await shardFiles(selected, options.shard);
    const codes: ExitCode[] = [];
    for (const [index, file] of prepared.entries()) {
      if (!json && index > 0) context.out.line();
      codes.push(await planPrepared(file, files[index] ?? '', options, context, (plan) => print(plan, json, files.length > 1, context)));
    }
    return worst(codes);
  } finally {
    await plugins.dispose();
  }
}

async function planPrepared(file: PreparedFile, name: string, options: RunOptions, { err }: CommandContext, print: (plan: RunPlan) => void): Promise<ExitCode> {
  switch (file.kind) {
    case 'refused':
      file.notes.forEach((note) => err.line(note));
      return EXIT.usage;
    case 'filtered':
      err.line(`${name}: nothing to run${file.nothingFailed ? ', every test case passed or was skipped' : ''}`);
      return EXIT.passed;
    case 'empty':
      file.notes.forEach((note) => err.line(note));
      return EXIT.passed;
    case 'run':
      break;
    default:
      return file satisfies never;
  }
  file.notes.forEach((note) => err.line(note));
  const { loaded, plugins, outputDir, resume, seed } = file;
  const only = resume === undefined ? file.only : (file.only ?? loaded.tests).filter(({ id }) => !resume.kept.has(id));
  if (resume !== undefined && only?.length === 0) return EXIT.passed;
  try {
    const plan = await planRun({
      loaded, plugins, outputDir, ...(only === undefined ? {} : { only: new Set(only.map(({ id }) => id)) }),
      ...(options.parallel === undefined ? {} : { parallel: options.parallel }), ...(options.failFast === undefined ? {} : { failFast: options.failFast }),
      ...(options.timeout === undefined ? {} : { timeoutMs: options.timeout }), ...(seed === undefined ? {} : { seed }),
    });
    print(plan);
    return plan.counts.broken > 0 ? EXIT.failed : EXIT.passed;
  } catch (error) {
    if (!(error instanceof RunRefused)) throw error;
    err.line(error.message);
    return EXIT.usage;
  }
}

function print(plan: RunPlan, json: boolean, several: boolean, { out, env, cwd }: CommandContext): void {
  if (json) return out.line(several ? JSON.stringify(plan) : JSON.stringify(plan, undefined, 2));
  for (const line of planText(plan, { colors: colorsFor(out.isTerminal, env), showPath: (file) => shownPath(file, cwd) })) out.line(line);
}

/** @throws UsageError for a reporter that only knows what has happened. */
function wantsJson(choices: readonly ReporterChoice[]): boolean {
  const wrong = choices.find(({ name }) => name !== 'pretty' && name !== 'plain' && name !== 'json');
  if (wrong !== undefined) throw new UsageError(`--dry-run: expected the reporter pretty, plain or json, found '${wrong.format ?? wrong.name}': nothing happens that it could tell`);
  return choices.some(({ name }) => name === 'json');
}
