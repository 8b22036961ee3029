import path from 'node:path';
import type { ReadySpec } from '../../config';
import { messageOf } from '../../events';
import { endText, exitOf } from '../exit-of';
import { DEFAULT_LIMITS, LimitExceeded, withLimit } from '../limits';
import { lastLines, sizeOf } from '../log-tail';
import { commandLine } from '../shell-command';
import type { StepContext, Workplace } from '../step-context';
import { pollUntil, type Condition } from './condition';
import { LastTry } from './last-try';

const LADDER = { signal: 'SIGKILL', graceMs: 0 };

/** A command ends with exit code 0. It runs where the service does, one try at a time. What it prints and cannot be written ends the wait. */
export function execCondition(command: NonNullable<ReadySpec['exec']>, name: string, workplace: Workplace, intervalMs: number, ctx: StepContext): Condition {
  const { clock, processes, testDir, test } = ctx;
  const log = path.join(testDir, 'services', `${name}.ready.log`);
  const last = new LastTry(clock);
  let tries = 0;
  const succeeds = async (signal: AbortSignal): Promise<boolean> => {
    tries += 1;
    const from = await sizeOf(log);
    const process = await processes.spawn({
      id: `${test}/${name}.ready#${tries}`, command: commandLine(command), cwd: workplace.cwd, env: workplace.env, stdoutFile: log, stderrFile: log,
    });
    last.begin();
    try {
      const status = await withLimit({ what: 'The command', ms: DEFAULT_LIMITS.probeMs, clock, signal }, () => exitOf(process));
      const [line] = (await lastLines(log, from, 1)).slice(-1);
      last.end(`${endText(status)}${line === undefined ? '' : `: ${line}`}`);
      return status.code === 0;
    } catch (error) {
      await process.stop(LADDER);
      if (!(error instanceof LimitExceeded)) throw error;
      signal.throwIfAborted();
      last.end(messageOf(error));
      return false;
    }
  };
  return {
    hold: (signal) => pollUntil(() => succeeds(signal), { clock, intervalMs, signal }),
    missing: async () => `${typeof command === 'string' ? command : command.join(' ')} does not succeed: ${last.told('it was not run yet', 'it had not ended')}`,
  };
}
