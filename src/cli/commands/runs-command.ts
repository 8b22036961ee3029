import { stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import type { Command } from 'commander';
import { OUTCOMES } from '../../events';
import type { CommandContext } from '../context';
import { EXIT, type ExitCode } from '../exit-code';
import { knownOutputDirs, outputDirsOf } from '../output-dirs';
import { colorsFor, outcomeStyle, type Colors } from '../reporters/style';
import { durationText } from '../../results';
import { runHistory, type HistoryRow } from '../../runs';
import { displayWidth, fit } from '../text/display-width';
import { printable } from '../text/printable';
import { UsageError } from '../usage-error';

const HELP = `
Newest first: id, outcome, when it began, how long it took, what drove it, experiment, test cases.
A run that somebody still drives is 'running'.

Examples:
  experiment-observer runs
  experiment-observer runs outputs --json

Exit codes:
  0    the runs were listed
  2    wrong usage`;

const NAME_COLUMNS = 40;

export function addRunsCommand(program: Command, context: CommandContext, ended: (code: ExitCode) => void): void {
  program.command('runs')
    .description('list the runs that were made')
    .argument('[dir]', 'an output folder, or a folder above some that were used here (default: all that were used)')
    .option('--json', 'print one JSON object')
    .addHelpText('after', HELP)
    .action(async (dir: string | undefined, options: { readonly json?: boolean }) => ended(await runs(dir, options.json === true, context)));
}

async function runs(dir: string | undefined, json: boolean, { cwd, out, env }: CommandContext): Promise<ExitCode> {
  const root = dir === undefined ? undefined : path.resolve(cwd, dir);
  if (root !== undefined && !(await stat(root).then((found) => found.isDirectory(), () => false))) throw new UsageError(`${root} is no folder`);
  const rows = await runHistory(root === undefined ? await knownOutputDirs(cwd) : await outputDirsOf(root));
  if (json) out.line(JSON.stringify({ runs: rows.map(listing) }, undefined, 2));
  else if (rows.length === 0) out.line('no runs');
  else table(rows, colorsFor(out.isTerminal, env)).forEach((line) => out.line(line));
  return EXIT.passed;
}

/** The stable form for scripts. */
const listing = ({ id, dir, summary, outcome, owner }: HistoryRow) => ({
  run: id, experiment: summary?.experiment ?? null, file: summary?.file ?? null, dir,
  started: summary?.started ?? null, finished: summary?.finished ?? null, duration_ms: summary?.finished === undefined ? null : summary.duration_ms,
  outcome: outcome ?? null, counts: summary?.counts ?? null,
  owner: owner === undefined ? null : { kind: owner.kind, host: owner.host, pid: owner.pid },
});

function table(rows: readonly HistoryRow[], colors: Colors): readonly string[] {
  const cells = rows.map(cellsOf);
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => displayWidth(row[column] ?? ''))));
  return cells.map((row, index) => row.map((text, column) => {
    const padded = column === row.length - 1 ? text : text + ' '.repeat((widths[column] ?? 0) - displayWidth(text));
    const outcome = rows[index]?.outcome;
    if (column !== 1) return padded;
    return outcome === undefined ? colors.cyan(padded) : outcomeStyle(outcome, colors)(padded);
  }).join('  '));
}

function cellsOf({ id, summary, outcome, owner }: HistoryRow): readonly string[] {
  return [
    id, outcome ?? 'running', (summary?.started ?? '').replace('T', ' ').replace(/\.\d+Z$/, 'Z'),
    summary?.finished === undefined ? '' : durationText(summary.duration_ms),
    owner === undefined ? '' : `${owner.kind}${owner.host === hostname() ? '' : ` on ${printable(owner.host)}`}`,
    fit(printable(summary?.experiment ?? ''), NAME_COLUMNS),
    summary === undefined ? '' : countsText(summary.counts),
  ];
}

function countsText(counts: NonNullable<HistoryRow['summary']>['counts']): string {
  const finished = OUTCOMES.filter((name) => counts[name] > 0).map((name) => `${counts[name]} ${name}`);
  return `${finished.length === 0 ? 'none finished' : finished.join(', ')} of ${counts.total}`;
}
