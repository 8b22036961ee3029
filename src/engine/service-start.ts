import path from 'node:path';
import type { ServiceSpec } from '../config';
import { messageOf, type BuiltInDraft, type Failure, type SourceRef } from '../events';
import type { Processes, SupervisedProcess } from '../supervisor';
import type { CaseActions } from './case-actions';
import type { CaseEnvironments } from './case-environments';
import { withChanges } from './case-env';
import { DEFAULT_LIMITS, LimitExceeded, untilLimit } from './limits';
import { matchNumber } from './matchers';
import { ServiceProcess } from './service-process';
import { commandLine } from './shell-command';
import { StepError, type StepContext } from './step-context';

interface Request {
  readonly spec: ServiceSpec;
  readonly source: SourceRef;
  /** The how manieth start of this service. */
  readonly start: number;
  readonly ports: { readonly [name: string]: number };
  readonly stdoutLog: string;
  readonly stderrLog: string;
  /** Where in the logs this start begins. */
  readonly logStart: { readonly stdout: number; readonly stderr: number };
  readonly folders: readonly string[];
  readonly environments: Pick<CaseEnvironments, 'wrap' | 'started'>;
  readonly context: StepContext;
  readonly processes: Processes;
  readonly actions: Pick<CaseActions, 'followOutput'>;
  /** Aborted when the supervisor has died. */
  readonly lost: AbortSignal;
  publish(event: BuiltInDraft): void;
}

/** A supervisor that is only being started itself, on a busy machine, takes seconds. */
const LEAST_START_MS = 5000;

/** Starts a process of a service and tells it; what cannot be started gets its end at once. @throws StepError */
export async function startServiceProcess(request: Request): Promise<ServiceProcess> {
  const { spec, source, start, ports, stdoutLog, stderrLog, logStart, folders, environments, context, processes, actions, lost, publish } = request;
  const { clock, env, fileDir, test } = context;
  const command = commandLine(spec.command);
  const plain = { command, cwd: path.resolve(fileDir, spec.cwd ?? '.'), env: withChanges(env, spec.env) };
  const began = clock.now();
  const starting = (whole: readonly string[]) => publish({ type: 'service.starting', command: whole, start, ports, source });
  const failed = (error: unknown): StepError => {
    const kind = error instanceof LimitExceeded ? 'timeout' : 'service';
    const failure: Failure = { phase: 'services', kind, message: `${spec.name} could not be started: ${messageOf(error)}`, source };
    publish({ type: 'service.error', message: failure.message, source });
    publish({ type: 'service.stopped', exit_code: null, signal: null, killed: false, expected: false, duration_ms: clock.now() - began });
    return new StepError(failure);
  };
  let wrapped;
  const taken = await processes.takenPort(ports);
  // Given up meanwhile, nothing has been told of it yet.
  context.signal.throwIfAborted();
  try {
    if (taken !== undefined) throw new Error(taken);
    wrapped = await environments.wrap(spec.name, start, plain, spec.tty);
  } catch (error) {
    starting(command);
    throw failed(error);
  }
  starting(wrapped.command);
  let process;
  try {
    const spawning = processes.spawn({ id: `${test}/${spec.name}#${start}`, ...wrapped, folders, stdoutFile: stdoutLog, stderrFile: stderrLog, ports: Object.values(ports) });
    process = await answered(spawning, Math.max(spec.ready.timeoutMs ?? DEFAULT_LIMITS.readyMs, LEAST_START_MS), context);
    environments.started(spec.name, start, process);
  } catch (error) {
    throw failed(error);
  }
  const output = actions.followOutput([
    { stream: 'stdout', path: stdoutLog, file: `services/${spec.name}.stdout.log`, from: logStart.stdout },
    { stream: 'stderr', path: stderrLog, file: `services/${spec.name}.stderr.log`, from: logStart.stderr },
  ], publish);
  return new ServiceProcess({
    process, output, began, clock, lost, publish,
    declares: ({ code }) => spec.expectExit !== undefined && code !== null && matchNumber(spec.expectExit.code, code) === undefined,
  });
}

/** @throws LimitExceeded when nothing is answered in time, or the error of the start. */
async function answered(spawning: Promise<SupervisedProcess>, ms: number, { clock, signal }: StepContext): Promise<SupervisedProcess> {
  try {
    return await untilLimit({ what: 'The answer of the supervisor', ms, clock, signal }, () => spawning);
  } catch (error) {
    // Once the test case is given up its teardown waits, which has a limit of its own.
    if (!(error instanceof LimitExceeded)) return spawning;
    // Whoever answers late has started what nobody wants any more.
    spawning.then((late) => late.stop({ signal: 'SIGKILL', graceMs: 0 })).catch(() => undefined);
    throw error;
  }
}
