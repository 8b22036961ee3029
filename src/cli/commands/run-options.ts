import { InvalidArgumentError, Option, type Command } from 'commander';
import { addPluginOptions, type PluginOptions } from '../command-plugins';
import { parseFormat, parseReporter, REPORTER_NAMES, type ReporterChoice } from '../reporters/reporter-choice';
import { append } from './append';
import { parseShard, type ShardChoice } from './shard-choice';
import { parseDuration } from '../text/duration';

/** What `run` was told; times in milliseconds. */
export interface RunOptions extends PluginOptions {
  readonly test: readonly string[];
  readonly tag: readonly string[];
  readonly failedOf?: string;
  readonly resume?: string;
  readonly shard?: ShardChoice;
  readonly iterations?: number;
  readonly parallel?: number;
  readonly failFast?: boolean;
  readonly set: { readonly [variable: string]: string };
  readonly output?: string;
  readonly reporter: readonly ReporterChoice[];
  readonly timeout?: number;
  readonly strict?: boolean;
  readonly seed?: number;
  /** So many rounds at most; `Infinity`: as many as it takes. */
  readonly untilFailure?: number;
  readonly keepRounds?: boolean;
  readonly dryRun?: boolean;
}

export function addRunOptions(command: Command): Command {
  return addPluginOptions(command)
    .option('--test <glob>', 'run only test cases whose name or id matches; * and ? are wild; may be repeated', append, [])
    .option('--tag <tag>', 'run only test cases with this tag; may be repeated', append, [])
    .option('--failed-of <run>', "run only what did not pass in an earlier run: its id, its folder, or 'latest'")
    .addOption(new Option('--resume <run>', "go on with an interrupted or cancelled run: its id, its folder, or 'latest'; what finished there is kept").conflicts(['failedOf', 'untilFailure']))
    .option('--shard <i/n>', 'run only the I-th of N parts; by the durations of earlier runs they take about equally long', parseShard)
    .option('--iterations <n>', 'how often each test case runs, whatever the file says', positiveInteger)
    .option('--parallel <n>', 'how many test cases run at once', positiveInteger)
    .option('--fail-fast', 'start no further test case after the first that does not pass')
    .option('--until-failure [=n]', 'run again and again until something does not pass, N times at most; implies --fail-fast', rounds)
    .option('--keep-rounds', 'with --until-failure: keep the folders of all rounds, not only of the last and of the last that passed')
    .option('--set <variable=value>', 'replace the value of a variable of the file; may be repeated', assignment, {})
    .option('--output <dir>', "where the run's folder goes, instead of the file's own output folder")
    .option('--reporter <name>', `${REPORTER_NAMES.join(', ')}, junit=FILE, or NAME[=FILE] of a plug-in; may be repeated (default: pretty on a terminal, else plain)`, reporter, [])
    .option('--timeout <duration>', 'time limit of each run, as in 90s or 1m30s', duration)
    .option('--seed <n>', "the seed of 'order: shuffle', as an earlier run recorded it", wholeNumber)
    .option('--dry-run', 'show what would be run, and start nothing; with --reporter json for scripts')
    .option('--strict', 'run nothing of a file that has any problem');
}

export function duration(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined) throw new InvalidArgumentError(`expected a duration as in 500ms, 90s, 1m30s, 2h or 7d, found '${text}'`);
  return ms;
}

export function wholeNumber(text: string): number {
  if (!/^\d{1,10}$/.test(text)) throw new InvalidArgumentError(`expected a whole number of at most 10 digits, found '${text}'`);
  return Number(text);
}

export function positiveInteger(text: string): number {
  const number = wholeNumber(text);
  if (number === 0) throw new InvalidArgumentError("expected 1 or more, found '0'");
  return number;
}

/** Without a number: as many as it takes. */
const rounds = (text: string): number => (text === '' ? Infinity : positiveInteger(text));

function assignment(text: string, before: RunOptions['set']): RunOptions['set'] {
  const [, name, value] = /^([A-Za-z_][A-Za-z0-9_-]*)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError(`expected variable=value, found '${text}'`);
  return Object.fromEntries([...Object.entries(before), [name, value]]);
}

export function reporter(text: string, before: readonly ReporterChoice[]): readonly ReporterChoice[] {
  const choice = parseReporter(text) ?? parseFormat(text);
  if (choice === undefined) throw new InvalidArgumentError(`expected ${REPORTER_NAMES.join(', ')} or junit=FILE, found '${text}'`);
  return [...before, choice];
}
