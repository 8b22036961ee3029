import { untilFailure, type Round, type RoundEnd } from '../../runs';
import { EXIT, worst, type ExitCode } from '../exit-code';
import { roundsLine } from '../reporters/round-text';
import type { PreparedFile } from './prepare-file';
import { runPrepared, type RunSurroundings } from './run-prepared';

/** Runs the files again and again, each round all of them, until something does not pass. */
export async function runRounds(prepared: readonly PreparedFile[], files: readonly string[], around: RunSurroundings): Promise<ExitCode> {
  const { options: { untilFailure: most = Infinity, keepRounds }, reporters, notice, stop } = around;
  let codes: readonly ExitCode[] = [];
  const run = async (round: Round): Promise<RoundEnd> => {
    for (const reporter of reporters) reporter.onRoundStarting?.(round);
    const ends = [];
    for (const [index, file] of prepared.entries()) {
      if (stop.requested) break;
      // What is wrong with a file need not be told again each round.
      const end = await runPrepared(round.number > 1 && file.kind === 'run' ? { ...file, notes: [] } : file, files[index] ?? '', around);
      ends.push(end);
      if (end.code !== EXIT.passed) break;
    }
    codes = [...ends.map(({ code }) => code), ...(stop.requested ? [EXIT.cancelled] : [])];
    const states = ends.flatMap(({ state }) => state ?? []);
    const code = worst(codes);
    if (code === EXIT.cancelled) return { verdict: 'stopped', states };
    if (code !== EXIT.passed) return { verdict: 'failed', states };
    return { verdict: states.some(({ counts }) => counts.passed > 0) ? 'passed' : 'nothing', states };
  };
  const end = await untilFailure({
    ...(most === Infinity ? {} : { most }), ...(keepRounds === true ? { keepAll: true } : {}), run,
    onKept: (dir, message) => notice(`The folder of a round that passed cannot be deleted: ${dir}: ${message}`),
  });
  // Of files that cannot be run at all it was said why; there were no rounds.
  if (end.number > 1 || end.states.length > 0) {
    const line = roundsLine(end);
    const shown = reporters.filter((reporter) => reporter.onRoundsEnded !== undefined);
    for (const reporter of shown) reporter.onRoundsEnded?.(line);
    if (shown.length === 0) notice(line);
  }
  return worst(codes);
}
