import path from 'node:path';
import { didYouMean } from '../../events';
import { type CommandContext, shownPath } from '../context';
import type { Output } from '../output';
import { refuseUnwritable } from '../report-file';
import { UsageError } from '../usage-error';
import { EventsReporter } from './events';
import { FormatReporter, type ReportFormats } from './format';
import { GithubReporter } from './github';
import { JsonReporter } from './json';
import { JunitReporter } from './junit';
import { PlainReporter } from './plain';
import { PrettyReporter } from './pretty';
import type { Reporter } from './reporter';
import { colorsFor } from './style';

export const REPORTER_NAMES = ['pretty', 'plain', 'json', 'events', 'github', 'junit'] as const;

/** One `--reporter`. */
export interface ReporterChoice {
  readonly name: (typeof REPORTER_NAMES)[number] | 'format';
  /** `junit` and formats only; standard output without it. */
  readonly file?: string;
  /** The report format of a plug-in. */
  readonly format?: string;
}

/** Undefined when the text names no reporter. */
export function parseReporter(text: string): ReporterChoice | undefined {
  const [, word = '', file] = /^([^=]*)(?:=(.+))?$/s.exec(text) ?? [];
  const name = REPORTER_NAMES.find((known) => known === word);
  if (name === undefined || (file !== undefined && name !== 'junit')) return undefined;
  return file === undefined ? { name } : { name, file };
}

/** A report format that a plug-in may bring. Undefined when no plug-in can. */
export function parseFormat(text: string): ReporterChoice | undefined {
  const [, format, file] = /^([\w-]+)(?:=(.+))?$/s.exec(text) ?? [];
  if (format === undefined || REPORTER_NAMES.some((name) => name === format)) return undefined;
  return { name: 'format', format, ...(file === undefined ? {} : { file }) };
}

/** @throws UsageError when a format was asked for that no plug-in brought. */
export function refuseUnknownFormats(choices: readonly ReporterChoice[], formats: ReportFormats): void {
  for (const { format } of choices) {
    if (format === undefined || formats.has(format)) continue;
    const known = [...REPORTER_NAMES, ...formats.keys()];
    throw new UsageError(`--reporter: expected ${known.join(', ')}, found '${format}'.${didYouMean(format, known)}`);
  }
}

/** @throws UsageError when a file that a report goes to cannot be written. */
export async function refuseUnwritableFiles(choices: readonly ReporterChoice[], cwd: string): Promise<void> {
  for (const { file } of choices) if (file !== undefined) await refuseUnwritable(path.resolve(cwd, file), cwd);
}

const nameOf = ({ name, format }: ReporterChoice): string => format ?? name;

interface ReporterOptions {
  /** Milliseconds since 1970 at the moment that is shown. */
  readonly now?: () => number;
  /** Filled before the first run ends. */
  readonly formats?: ReportFormats;
}

/**
 * The reporters of one command. Machines get standard output, people get what is left of it, else standard error.
 * @throws UsageError when two reporters for machines want standard output.
 */
export function createReporters(choices: readonly ReporterChoice[], context: CommandContext, several: boolean, { now = Date.now, formats = new Map() }: ReporterOptions = {}): readonly Reporter[] {
  const forMachines = choices.filter(({ name, file }) => !isForPeople(name) && file === undefined);
  if (forMachines.length > 1) {
    throw new UsageError(`only one reporter can have standard output, found ${forMachines.map(nameOf).join(' and ')}${forMachines.some(({ name }) => name === 'junit') ? '; give junit a file: --reporter junit=FILE' : ''}`);
  }
  const screen = forMachines.length > 0 ? context.err : context.out;
  // Reporters that write to files alone leave the screen to the default.
  const withDefault = forMachines.length > 0 || choices.some(({ name }) => isForPeople(name)) ? choices : [{ name: 'pretty' as const }, ...choices];
  const shown = withDefault.findLast(({ name }) => name === 'pretty' || name === 'plain')?.name;
  return [
    ...(shown === undefined ? [] : [forPeople(shown === 'pretty', screen, context, now)]),
    ...(choices.some(({ name }) => name === 'github') ? [github(screen, context, shown !== undefined)] : []),
    ...withDefault.filter(({ name }) => !isForPeople(name)).map((choice) => forMachine(choice, context, several, formats)),
  ];
}

const isForPeople = (name: ReporterChoice['name']): boolean => name === 'pretty' || name === 'plain' || name === 'github';

function github(out: Output, context: CommandContext, beside: boolean): Reporter {
  return new GithubReporter({ out, context, beside, colors: colorsFor(out.isTerminal, context.env), showPath: (file) => shownPath(file, context.cwd) });
}

function forPeople(pretty: boolean, screen: Output, { env, cwd }: CommandContext, now: () => number): Reporter {
  const live = pretty && screen.isTerminal && !env['CI'] && env['TERM'] !== 'dumb';
  const colors = colorsFor(screen.isTerminal, env);
  const showPath = (file: string): string => shownPath(file, cwd);
  return live ? new PrettyReporter(screen, colors, showPath, now) : new PlainReporter(screen, colors, showPath);
}

function forMachine({ name, file, format = '' }: ReporterChoice, { out, err, cwd }: CommandContext, several: boolean, formats: ReportFormats): Reporter {
  switch (name) {
    case 'json':
      return new JsonReporter(out, several);
    case 'events':
      return new EventsReporter(out);
    case 'junit':
      return new JunitReporter(file === undefined ? out : path.resolve(cwd, file), cwd);
    case 'format':
      return new FormatReporter(format, formats, file === undefined ? out : path.resolve(cwd, file), err, cwd);
    case 'pretty':
    case 'plain':
    case 'github':
      throw new TypeError(`${name} is for people`);
    default:
      return name satisfies never;
  }
}
