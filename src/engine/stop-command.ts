import type { ServiceSpec } from '../config';
import { messageOf } from '../events';
import type { Processes, SupervisedProcess } from '../supervisor';
import { withLimit } from './limits';
import { lastLines, sizeOf } from './log-tail';
import { commandLine } from './shell-command';
import type { Clock, Workplace } from './step-context';

interface Request {
  /** Names the process. */
  readonly id: string;
  readonly command: NonNullable<ServiceSpec['stop']['command']>;
  /** So long the command may take, and the service to end after it: both together, in milliseconds. */
  readonly graceMs: number;
  readonly workplace: Workplace;
  /** Absolute; what it prints is appended. */
  readonly log: string;
  readonly processes: Processes;
  readonly clock: Clock;
  /** Aborted when there is no more grace. */
  readonly giveUp: AbortSignal;
  /** Says what went wrong with the command. */
  warn(message: string): void;
}

/** Runs the command that stops a service; resolves when the service has gone, or the grace period is over. Never rejects. */
export async function stopByCommand(service: { readonly ended: Promise<unknown> }, request: Request): Promise<void> {
  const { graceMs, clock, giveUp, warn } = request;
  const ends = clock.now() + graceMs;
  try {
    await runToEnd(request);
  } catch (error) {
    if (!giveUp.aborted) warn(`${messageOf(error)}; it is stopped by signals`);
    return;
  }
  await withLimit({ what: 'Its end', ms: ends - clock.now(), clock, signal: giveUp }, () => service.ended).catch(() => undefined);
}

/** @throws Error that says what went wrong, once nothing of the command runs any more */
async function runToEnd({ id, command, graceMs, workplace: { cwd, env }, log, processes, clock, giveUp, warn }: Request): Promise<void> {
  let started: SupervisedProcess | undefined;
  try {
    await withLimit({ what: 'Its stop command', ms: graceMs, clock, signal: giveUp }, async () => {
      const from = await sizeOf(log);
      started = await processes.spawn({ id, command: commandLine(command), cwd, env, stdoutFile: log, stderrFile: log });
      // It goes on: the service has to end anyway.
      void started.outputLost?.then((message) => warn(`What its stop command prints is lost: ${message}`));
      const { code, signal } = await started.exited;
      if (code === 0) return;
      const [line] = (await lastLines(log, from, 1).catch(() => [])).slice(-1);
      throw new Error(`Its stop command ended ${code === null ? `by ${signal ?? 'a signal'}` : `with exit code ${code}`}${line === undefined ? '' : `: ${line.slice(0, 160)}`}`);
    });
  } catch (error) {
    await started?.stop({ signal: 'SIGKILL', graceMs: 0 }).catch(() => undefined);
    throw error;
  }
}
