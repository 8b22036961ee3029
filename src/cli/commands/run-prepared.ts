import path from 'node:path';
import { isBuiltInEvent, type ExperimentEvent } from '../../events';
import type { RunState } from '../../results';
import { RunRefused, startRun, type Run } from '../../runs';
import { ConsoleLog } from '../console-log';
import type { CommandContext } from '../context';
import { EXIT, exitCodeOf, type ExitCode } from '../exit-code';
import { hostSilenceMs } from '../host-silence';
import { breakageText } from '../report-request';
import type { Reporter } from '../reporters/reporter';
import type { StopRequests } from '../stop-requests';
import type { PreparedFile } from './prepare-file';
import type { RunOptions } from './run-options';

export interface RunSurroundings {
  readonly options: RunOptions;
  readonly context: CommandContext;
  readonly reporters: readonly Reporter[];
  /** One line for the person, on standard error. */
  readonly notice: (line: string) => void;
  readonly stop: StopRequests;
  /** Begins to close what earlier runs left open there. */
  readonly closeEarlier: (outputDir: string) => void;
}

export interface FileEnd {
  readonly code: ExitCode;
  /** Undefined when nothing of the file was run. */
  readonly state?: RunState;
}

/** Runs one file to its end. */
export async function runPrepared(file: PreparedFile, name: string, around: RunSurroundings): Promise<FileEnd> {
  switch (file.kind) {
    case 'refused':
      file.notes.forEach(around.notice);
      for (const reporter of around.reporters) reporter.onRefused?.(file.problems);
      return { code: EXIT.usage };
    case 'filtered':
      around.notice(`${name}: nothing to run${file.nothingFailed ? ', every test case passed or was skipped' : ''}`);
      return { code: EXIT.passed };
    case 'empty':
      file.notes.forEach(around.notice);
      return { code: EXIT.passed };
    case 'run':
      file.notes.forEach(around.notice);
      return await runLoaded(file, around);
    default:
      return file satisfies never;
  }
}

async function runLoaded(file: Extract<PreparedFile, { kind: 'run' }>, around: RunSurroundings): Promise<FileEnd> {
  const { options, context, reporters, notice, stop } = around;
  const { loaded, plugins, only, outputDir, resume, readWith, seed, shard } = file;
  const tests = only ?? loaded.tests;
  if (loaded.dialect === 'experiment' && tests.length > 0) {
    for (const reporter of reporters) reporter.onRunStarting?.(loaded.file, loaded.name, tests.length);
  }
  const breakages = new Breakages();
  const log = loaded.observers.logger.console ? new ConsoleLog(context, notice) : undefined;
  const ahead = context.supervisors?.pop();
  let run: Run;
  try {
    run = await startRun({
      loaded, plugins, outputDir, owner: 'cli', supervisorScript: path.join(context.dist, 'supervisor.js'), hostSilenceMs: hostSilenceMs(context.env), ...(ahead === undefined ? {} : { supervisorAhead: ahead }),
      ...(only === undefined ? {} : { only: new Set(only.map(({ id }) => id)) }),
      ...(options.parallel === undefined ? {} : { parallel: options.parallel }),
      // Whoever waits for a failure has it with the first.
      ...(options.failFast ?? options.untilFailure !== undefined ? { failFast: true } : {}),
      ...(options.timeout === undefined ? {} : { timeoutMs: options.timeout }),
      ...(seed === undefined ? {} : { seed }), ...(resume === undefined ? {} : { resume }), ...(readWith === undefined ? {} : { readWith }), ...(shard === undefined ? {} : { shard }),
      ...(log === undefined ? {} : { logTo: log }),
      onWarning: ({ message }) => notice(message),
      observers: [
        { pattern: '**', observer: (event) => breakages.onEvent(event), options: { name: 'command line', priority: 1 } },
        ...reporters.flatMap((reporter) => (reporter.onEvent === undefined ? [] : [{
          pattern: '**', observer: (event: ExperimentEvent) => reporter.onEvent?.(event, run.model), options: { name: `${reporter.constructor.name}` },
        }])),
      ],
    });
  } catch (error) {
    ahead?.kill();
    if (!(error instanceof RunRefused)) throw error;
    notice(error.message);
    return { code: EXIT.usage };
  } finally {
    around.closeEarlier(outputDir);
  }
  for (const reporter of reporters) reporter.followProgress?.((now) => run.progress(now));
  stop.listen((reason, count) => {
    notice(count === 1 ? `Stopping (${reason}); once more kills.` : `Killing (${reason}).`);
    run.cancel(reason);
  });
  const state = await run.finished;
  stop.listen(undefined);
  log?.flush();
  for (const reporter of reporters) await reporter.onRunEnded?.(state);
  const broke = breakages.broke(state.errors.filter(({ observer }) => observer === undefined).length);
  if (broke) notice(breakageText(state.errors.map(({ message }) => message)));
  return { code: exitCodeOf(state, broke), state };
}

/** Tells a broken engine from an experiment that broke. */
class Breakages {
  #internal = 0;
  #told = 0;

  onEvent(event: ExperimentEvent): void {
    if (!isBuiltInEvent(event) || event.type !== 'experiment.error') return;
    this.#told += 1;
    if (event.kind === 'internal') this.#internal += 1;
  }

  /** @param errors how many of the final state; more than were told means that the results could not be written. */
  broke(errors: number): boolean {
    return this.#internal > 0 || errors > this.#told;
  }
}
