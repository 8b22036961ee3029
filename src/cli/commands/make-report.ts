import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { didYouMean, messageOf } from '../../events';
import {
  asEnded, CONFIG_FILE, csvReport, journalEvents, junitText, markdownReport, mergedSummary, mergeRuns, RunModel, type MergedRuns, type RunState, type StoredRun,
} from '../../results';
import { ownerIsGone } from '../../runs';
import { CommandPlugins, type PluginOptions } from '../command-plugins';
import { shownPath, type CommandContext } from '../context';
import { EXIT, type ExitCode } from '../exit-code';
import { findStoredRun } from '../find-run';
import type { ReportFormats } from '../reporters/format';
import { refuseUnwritable, ReportFileError, writeReport } from '../report-file';
import { printable } from '../text/printable';
import { UsageError } from '../usage-error';

export const REPORT_FORMATS = ['markdown', 'junit', 'json', 'csv'] as const;

export interface ReportOptions extends PluginOptions {
  readonly format?: string;
  readonly output?: string;
}

/** Makes one report of all the runs. */
export async function makeReport(names: readonly string[], options: ReportOptions, context: CommandContext): Promise<ExitCode> {
  const { cwd, out, err } = context;
  if (options.output !== undefined) await refuseUnwritable(path.resolve(cwd, options.output), cwd);
  const runs = new Map<string, StoredRun>();
  for (const run of names) {
    const found = await findStoredRun({ run, cwd });
    runs.set(await realpath(found.dir), found);
  }
  const read = await Promise.all([...runs.values()].map(async (run) => ({ run, ...await readRun(run, context) })));
  const [first, ...more] = read.flatMap(({ run, state }) => {
    // One that died before its first event is told by the run that began it anew.
    if (state === undefined && !read.some((other) => other.state?.resumes === run.id)) throw new UsageError(`${run.journal} holds no event that could be read`);
    return state ?? [];
  });
  if (first === undefined) return EXIT.usage;
  const other = more.find(({ name }) => name !== first.name);
  if (other !== undefined) throw new UsageError(`expected runs of one experiment, found '${first.name}' (${first.run}) and '${other.name}' (${other.run}): report them one by one`);
  const merged = mergeRuns([first, ...more]);
  for (const { run, by } of merged.resumed) err.line(`Run ${run} was resumed: run ${by} tells all of it.`);
  for (const { state, note } of read) if (note !== undefined && merged.parts.some(({ run }) => run === state?.run)) err.line(note);
  for (const { test, runs: both } of merged.conflicts) err.line(`The test case '${printable(test)}' is in ${both.length} runs, ${both.join(' and ')}: the last one counts.`);
  if (more.length > 0) for (const { message } of merged.state.errors) err.line(printable(message));
  const text = await textOf(merged, formatOf(options), [...runs.values()], options, context);
  if (options.output === undefined) {
    for (const part of text) out.write(part);
    return EXIT.passed;
  }
  try {
    await writeReport(path.resolve(cwd, options.output), text, cwd);
  } catch (error) {
    if (error instanceof ReportFileError) throw new UsageError(error.message);
    throw error;
  }
  return EXIT.passed;
}

const BY_EXTENSION: { readonly [extension: string]: string } = { '.xml': 'junit', '.json': 'json', '.csv': 'csv', '.md': 'markdown' };

const formatOf = ({ format, output = '' }: ReportOptions): string => format ?? BY_EXTENSION[path.extname(output).toLowerCase()] ?? 'markdown';

async function textOf(merged: MergedRuns, format: string, runs: readonly StoredRun[], options: ReportOptions, context: CommandContext): Promise<Iterable<string>> {
  const known = REPORT_FORMATS.find((name) => name === format);
  switch (known) {
    case 'junit':
      return junitText(merged.state);
    case 'json':
      return [`${JSON.stringify(mergedSummary(merged), undefined, 2)}\n`];
    case 'csv':
      return csvReport(mergedSummary(merged));
    case 'markdown':
      return [markdownReport([mergedSummary(merged)], (file) => shownPath(file, context.cwd))];
    case undefined:
      return [await pluginText(merged, format, runs, options, context)];
    default:
      return known satisfies never;
  }
}

/** In a format of the plug-ins that the command line names, or of those of the experiment. */
async function pluginText(merged: MergedRuns, format: string, [run]: readonly StoredRun[], options: ReportOptions, context: CommandContext): Promise<string> {
  const formats: ReportFormats = new Map();
  const plugins = new CommandPlugins(options, context, (line) => context.err.line(line), formats);
  try {
    const config = await readFile(path.join(run?.dir ?? '', CONFIG_FILE)).catch(() => new Uint8Array());
    await plugins.readText(merged.state.file, config);
    const owned = formats.get(format);
    const known = [...REPORT_FORMATS, ...formats.keys()];
    if (owned === undefined) throw new UsageError(`--format: expected ${known.join(', ')}, found '${format}'.${didYouMean(format, known)}`);
    try {
      const text: unknown = await owned.format.render([mergedSummary(merged)]);
      if (typeof text !== 'string') throw new TypeError('expected a text from render()');
      return text;
    } catch (error) {
      throw new UsageError(`the report ${format} of plug-in ${owned.plugin} cannot be made: ${messageOf(error)}`);
    }
  } finally {
    await plugins.dispose();
  }
}

interface ReadRun {
  /** Ended, or told as if. Undefined when there is no event. */
  readonly state?: RunState;
  /** Why it is told as if it had ended. */
  readonly note?: string;
}

/** What the run's journal says, to its end or as far as it goes. @throws UsageError when it cannot be read. */
async function readRun({ id, dir, journal }: StoredRun, { cwd, err }: CommandContext): Promise<ReadRun> {
  const model = new RunModel();
  let last: string | undefined;
  try {
    for await (const events of journalEvents(journal, ({ line, message }) => err.line(`${shownPath(journal, cwd)}:${line}: ${message}`))) {
      for (const event of events) model.apply(event);
      last = events.at(-1)?.time ?? last;
    }
  } catch (error) {
    throw new UsageError(`${journal} cannot be read: ${messageOf(error)}`);
  }
  if (last === undefined) return {};
  // Where its folder is now, which is not where it was when the run was made elsewhere.
  const state = { ...model.state(), run: model.head().run || id, dir };
  if (state.status === 'ended') return { state };
  const died = await ownerIsGone(dir);
  return {
    state: asEnded(state, last, died ? 'the process that drove the run died' : 'it had not finished when the report was made'),
    note: `Run ${id} ${died ? 'was interrupted' : 'has no end yet'}: what has not finished is told as interrupted.`,
  };
}
