import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ReadySpec, ServiceDraft, ServiceNames, ServiceSpec } from '../config';
import { withChanges } from './case-env';
import { messageOf, type BuiltInDraft, type Failure } from '../events';
import type { ExitStatus, Processes } from '../supervisor';
import type { CaseActions } from './case-actions';
import type { CaseEnvironments } from './case-environments';
import { failuresOf } from './case-failures';
import { alarm } from './alarm';
import { endText } from './exit-of';
import { formatMs, settledWithin, untilAborted } from './limits';
import { lastLines, sizeOf } from './log-tail';
import { lastLine } from './matchers';
import { hasConditions } from './ready';
import { Restarts } from './restarts';
import { writeServiceFiles } from './service-files';
import { GROUP_MS, type ServiceProcess } from './service-process';
import { startServiceProcess } from './service-start';
import { stopByCommand } from './stop-command';
import { StepError, type ServiceControl, type StepContext, type Workplace } from './step-context';

/** What a service needs of the test case it belongs to. */
export interface ServiceNeeds {
  readonly draft: ServiceDraft;
  readonly host: string;
  readonly ports: { readonly [name: string]: number };
  /** Of all services of the test case: each may look into another's. */
  readonly folders: readonly string[];
  readonly environments: Pick<CaseEnvironments, 'wrap' | 'started'>;
  readonly context: StepContext;
  readonly processes: Processes;
  readonly actions: CaseActions;
  /** Aborted when the supervisor has died. */
  readonly lost: AbortSignal;
  /** Aborted when nothing gets any grace any more. */
  readonly kill: AbortSignal;
  publish(event: BuiltInDraft): void;
  /** Called at once when it dies unexpectedly, or lives longer than it may. */
  onBroken(failure: Failure): void;
}

/** Signals that are sent to end a process: its end is awaited. */
const FATAL = new Set(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGABRT', 'SIGSEGV', 'SIGBUS', 'SIGFPE', 'SIGILL']);
const NEVER_STARTED: ExitStatus = { code: null, signal: null, killed: false };
/** Told only between a start and its end. */
const OF_THE_RUNNING: ReadonlySet<string> = new Set(['service.ready', 'service.output', 'service.stopping', 'service.stopped']);
const LAST_LINES = 20;
const LOOK_MS = 1000;
const DEFAULT_STOP: ServiceSpec['stop'] = { signal: 'SIGTERM', graceMs: 5000 };

/** A service of a test case: started, ready, stopped, and started again on the same ports with its logs appended. */
export class Service implements ServiceControl {
  readonly name: string;
  readonly host: string;
  readonly ports: { readonly [name: string]: number };
  /** Absolute; a folder of its own. */
  readonly dir: string;
  readonly stdoutLog: string;
  readonly stderrLog: string;
  logStart = { stdout: 0, stderr: 0 };
  #spec: ServiceSpec | undefined;
  #process: ServiceProcess | undefined;
  #beginning: Promise<ServiceProcess> | undefined;
  #starts = 0;
  #restarts: Restarts | undefined;
  /** Never rejects. */
  #restarting: Promise<void> | undefined;
  /** Aborted when it is stopped on purpose: no restart follows. */
  #halt = new AbortController();
  /** A start of it has been asked for, and has made no process yet. */
  #begins = false;
  /** Stopped where it stands by a signal of a step: what would end it is not heard before it goes on. */
  #paused: ServiceProcess | undefined;
  #open = false;
  /** The test case is over: whatever ends now may. */
  #over = false;
  readonly #deaths: Promise<void>[] = [];
  readonly #told = new WeakSet<ServiceProcess>();

  constructor(private readonly needs: ServiceNeeds) {
    const { draft, host, ports, context } = needs;
    this.name = draft.name;
    this.host = host;
    this.ports = ports;
    const base = path.join(context.testDir, 'services', draft.name);
    this.dir = base;
    this.stdoutLog = `${base}.stdout.log`;
    this.stderrLog = `${base}.stderr.log`;
  }

  get running(): boolean {
    return this.#process?.running ?? false;
  }

  get pid(): number | undefined {
    return this.running ? this.#process?.pid : undefined;
  }

  get lastExit(): ExitStatus | undefined {
    return this.#process?.exit;
  }

  get exited(): Promise<ExitStatus> {
    return this.#process?.exited ?? Promise.resolve(NEVER_STARTED);
  }

  /** For good: a process that a restart follows has not. */
  get ended(): Promise<ExitStatus> {
    return this.#untilEnded();
  }

  get ready(): ReadySpec {
    return this.#spec?.ready ?? { intervalMs: 200 };
  }

  get workplace(): Workplace {
    const { context } = this.needs;
    const { cwd = '.', env } = this.#resolved();
    return { cwd: path.resolve(context.fileDir, cwd), env: withChanges(context.env, env) };
  }

  /** How long a stop waits before it kills, in milliseconds: for its command, and for its signal. */
  get graceMs(): number {
    const { command, graceMs } = this.#spec?.stop ?? DEFAULT_STOP;
    return command === undefined ? graceMs : 2 * graceMs;
  }

  /** It is declared to end by itself. */
  get endsByItself(): boolean {
    return this.#spec?.expectExit !== undefined;
  }

  /** As expressions see it. */
  get inScope(): ServiceNames {
    const { host, ports, dir, pid } = this;
    return { host, ports, dir, stdout_log: this.stdoutLog, ...(pid === undefined ? {} : { pid }) };
  }

  /** Starts it and waits until it is ready. @throws StepError, ConfigError, or the reason of the test case's abort. */
  async start(): Promise<void> {
    // A restart that was to come is none any more.
    this.#halt.abort();
    await this.#restarting;
    this.#halt = new AbortController();
    this.#restarts = undefined;
    const began = this.needs.context.clock.now();
    await this.begin();
    await this.becomeReady(began);
  }

  /** Starts its process. @throws StepError, ConfigError */
  async begin(): Promise<void> {
    if (this.running || this.#begins) throw new StepError(this.#failure('step', `${this.name} is running already`));
    this.#begins = true;
    try {
      // What an earlier start left in its group would hold the ports.
      await this.#stopProcess('start again');
      this.needs.context.signal.throwIfAborted();
      this.#beginning = this.#begin(this.#resolved());
      await untilAborted(this.#beginning, this.needs.context.signal);
    } finally {
      this.#begins = false;
    }
  }

  /** Waits until the process that has been started is ready. `began` is when its start was asked for. */
  async becomeReady(began: number): Promise<void> {
    const { actions, context } = this.needs;
    const process = await this.#beginning;
    if (process === undefined) return;
    try {
      if (hasConditions(this.ready)) await untilAborted(actions.waitUntilReady(this.ready, this, context), context.signal);
      else context.signal.throwIfAborted();
    } catch (error) {
      if (context.signal.aborted || this.#halt.signal.aborted) throw error;
      const failure = this.#notReady(error, process);
      const delay = this.#delayAfter(process);
      if (delay !== undefined) return this.#startAgain(failure, process, delay);
      throw new StepError(await this.#tellBroken(this.#withRestarts(failure, process), process));
    }
    process.ready = true;
    this.#tell({ type: 'service.ready', pid: process.pid, ready_ms: context.clock.now() - began, ports: this.ports });
    if (process.exit !== undefined) this.#exited(process, process.exit);
  }

  /** Stops the whole group; resolves when it is empty and that has been told. */
  stop(reason: string): Promise<ExitStatus> {
    this.#halt.abort();
    return this.#stopProcess(reason);
  }

  async #stopProcess(reason: string): Promise<ExitStatus> {
    const process = await this.#beginning?.catch(() => undefined);
    if (process === undefined) return NEVER_STARTED;
    const { command, ...ladder } = this.#spec?.stop ?? DEFAULT_STOP;
    return process.stop(ladder, reason, command === undefined ? undefined : () => this.#stopByCommand(command, ladder.graceMs, process));
  }

  #stopByCommand(command: NonNullable<ServiceSpec['stop']['command']>, graceMs: number, process: ServiceProcess): Promise<void> {
    const { context, processes, kill, lost } = this.needs;
    return stopByCommand({ ended: process.stopped }, {
      id: `${context.test}/${this.name}.stop#${this.#starts}`, command, graceMs, workplace: this.workplace, log: `${this.dir}.stop.log`,
      processes, clock: context.clock, giveUp: AbortSignal.any([kill, lost]), warn: (message) => this.#warn(message, 'stop.command'),
    });
  }

  async signal(signal: string, { group }: { readonly group: boolean }): Promise<void> {
    const process = this.#process;
    if (process?.running !== true) throw new StepError(this.#failure('step', `${this.name} is not running: ${signal} cannot be sent`));
    const fatal = FATAL.has(signal);
    process.intend(fatal ? 'any' : signal);
    // From now on, so that nobody wakes it who looks at it meanwhile.
    if (signal === 'SIGSTOP') this.#paused = process;
    await process.signal(signal, group);
    if (signal === 'SIGCONT') this.#paused = undefined;
    if (!fatal || (this.#paused === process && signal !== 'SIGKILL')) return;
    const { signal: abort } = this.needs.context;
    await untilAborted(process.exited, abort);
    await this.#groupSettled(process);
  }

  /** Resolves when it has ended for good, and what it started too, if that follows soon. */
  async endedWithGroup(): Promise<void> {
    await this.ended;
    if (this.#process !== undefined) await this.#groupSettled(this.#process);
  }

  /** From now on its end is nobody's fault. */
  endOfTest(): void {
    this.#over = true;
    this.#halt.abort();
  }

  /** One that is declared to have ended by now breaks the test when it has not. */
  checkEnd(): void {
    if (this.#spec?.expectExit?.byEnd !== true || !this.running) return;
    this.needs.onBroken({ ...this.#failure('service', `${this.name} is still running at the end of the test, though its expect_exit says \`by: end\``), source: this.needs.draft.sourceOf('expect_exit') });
  }

  /** Resolves when a death up to now has been told. */
  async lookOnceMore(): Promise<void> {
    const process = this.#process;
    // The look might wake it.
    if (process?.running === true && this.#paused !== process) await process.look({ ms: LOOK_MS, clock: this.needs.context.clock, signal: this.needs.lost }).catch(() => undefined);
    await nextTurn();
    await Promise.all(this.#deaths);
  }

  async steady(): Promise<void> {
    await this.lookOnceMore();
    await this.#restarting;
  }

  /** Tells the end of what could not be stopped, so that nothing announced stays open. Returns its last pid. */
  giveUp(): number | undefined {
    this.#tell({ type: 'service.stopped', exit_code: null, signal: null, killed: true, expected: true, duration_ms: 0 });
    return this.#process?.pid;
  }

  /** @throws ConfigError */
  #resolved(): ServiceSpec {
    return (this.#spec ??= this.#resolve());
  }

  #resolve(): ServiceSpec {
    return this.needs.actions.resolveService(this.needs.draft, this.needs.context.scope());
  }

  async #begin(spec: ServiceSpec): Promise<ServiceProcess> {
    const { context, processes, actions, draft } = this.needs;
    if (this.#starts > 0) this.logStart = { stdout: await sizeOf(this.stdoutLog), stderr: await sizeOf(this.stderrLog) };
    if (spec.files !== undefined) await writeServiceFiles(spec.files, { draft, dir: this.dir, fileDir: context.fileDir, scope: context.scope(), actions });
    context.signal.throwIfAborted();
    const process = await startServiceProcess({
      spec, source: draft.source, start: ++this.#starts, ports: this.ports, stdoutLog: this.stdoutLog, stderrLog: this.stderrLog,
      logStart: this.logStart, folders: this.needs.folders, environments: this.needs.environments, context, processes, actions, lost: this.needs.lost, publish: (event) => this.#tellOfProcess(event),
    });
    this.#process = process;
    if (spec.awaitsPid === true) this.#spec = { ...this.#resolve(), awaitsPid: true };
    void process.exited.then((status) => {
      if (process.ready) this.#exited(process, status);
    });
    void process.outputLost?.then(async (message) => this.needs.onBroken(await this.#tellBroken(this.#failure('service', `${this.name}: ${message}`), process)));
    if (spec.timeoutMs !== undefined) this.#limitLife(process, spec.timeoutMs);
    return process;
  }

  #exited(process: ServiceProcess, status: ExitStatus): void {
    if (process.expected || this.#over || this.needs.lost.aborted || this.#told.has(process)) return;
    this.#told.add(process);
    const declared = this.endsByItself ? 'ended otherwise than its expect_exit says' : 'ended before the test did';
    const failure = this.#failure('service', `${this.name} ${declared}: ${endText(status)}`);
    const delay = this.#delayAfter(process);
    if (delay !== undefined) {
      this.#restarting = this.#startAgain(failure, process, delay).catch((error: unknown) => {
        if (this.#halt.signal.aborted || this.needs.context.signal.aborted) return;
        for (const broken of failuresOf(error, { phase: 'services', kind: 'service', source: this.needs.draft.source })) this.needs.onBroken(broken);
      });
      return;
    }
    this.#deaths.push(this.#tellBroken(this.#withRestarts(failure, process), process).then(this.needs.onBroken));
  }

  /** Milliseconds until its restart; undefined when there is none. */
  #delayAfter(process: ServiceProcess): number | undefined {
    if (process.exit === undefined || process.expected || this.#halt.signal.aborted) return undefined;
    this.#restarts ??= new Restarts(this.#spec?.restart);
    return this.#restarts.after(process.exit);
  }

  /** The failure of one that is not started again. */
  #withRestarts(failure: Failure, { exit }: ServiceProcess): Failure {
    return exit === undefined ? failure : { ...failure, message: `${failure.message}${this.#restarts?.usedUp ?? ''}` };
  }

  /** Resolves when it is ready again; rejects when it is stopped meanwhile, or cannot be started. */
  async #startAgain(failure: Failure, process: ServiceProcess, delayMs: number): Promise<void> {
    const { context } = this.needs;
    await this.#groupSettled(process);
    await this.#stopProcess('start again');
    const halt = AbortSignal.any([this.#halt.signal, context.signal]);
    halt.throwIfAborted();
    this.#tell({ type: 'service.restarting', start: this.#starts + 1, delay_ms: delayMs, reason: failure.message });
    await context.clock.sleep(delayMs, halt);
    const began = context.clock.now();
    await this.begin();
    await this.becomeReady(began);
  }

  async #untilEnded(): Promise<ExitStatus> {
    for (;;) {
      const process = this.#process;
      if (process === undefined) return NEVER_STARTED;
      const status = await process.exited;
      await this.#restarting;
      if (this.#process === process) return status;
    }
  }

  /** Its end usually follows at once on that of its main process. */
  async #groupSettled(process: ServiceProcess): Promise<void> {
    await settledWithin(process.stopped, GROUP_MS, this.needs.context.clock);
  }

  #notReady(error: unknown, process: ServiceProcess): Failure {
    if (process.exit !== undefined) return this.#failure('service', `${this.name} ended before it was ready: ${endText(process.exit)}`);
    const [failure] = failuresOf(error, { phase: 'services', kind: 'service', source: this.needs.draft.sourceOf('ready') });
    return failure ?? this.#failure('service', messageOf(error));
  }

  async #tellBroken(failure: Failure, process: ServiceProcess): Promise<Failure> {
    const lines = [
      ...(await lastLines(this.stdoutLog, this.logStart.stdout, LAST_LINES).catch(() => [])),
      ...(await lastLines(this.stderrLog, this.logStart.stderr, LAST_LINES).catch(() => [])),
    ];
    this.#tell({
      type: 'service.error', message: failure.message, source: failure.source ?? this.needs.draft.source, ...(lines.length === 0 ? {} : { last_lines: lines }),
    });
    if (process.exit === undefined) return failure;
    const last = lastLine(lines.at(-1) ?? '');
    return { ...failure, message: last === undefined ? failure.message : `${failure.message}: ${last}`, found: endText(process.exit) };
  }

  #limitLife(process: ServiceProcess, ms: number): void {
    const off = alarm(this.needs.context.clock, ms, () => {
      if (this.#over) return;
      const failure = this.#failure('timeout', `${this.name} lived longer than its time limit of ${formatMs(ms)}`);
      void this.#tellBroken(failure, process).then(this.needs.onBroken);
    });
    void process.exited.then(off);
  }

  #tell(event: BuiltInDraft): void {
    if (event.type === 'service.starting') this.#open = true;
    // Given up, it has been told as stopped: what comes late is not told any more.
    else if (!this.#open && OF_THE_RUNNING.has(event.type)) return;
    else if (event.type === 'service.stopped') this.#open = false;
    this.needs.publish({ ...event, service: this.name });
  }

  #tellOfProcess(event: BuiltInDraft): void {
    const { kill, lost } = this.needs;
    // It did not hear what it was asked; where nothing gets any grace, that says nothing of it.
    if (event.type === 'service.stopped' && event.killed && !kill.aborted && !lost.aborted) {
      const { signal, graceMs } = this.#spec?.stop ?? DEFAULT_STOP;
      this.#warn(`${this.name} did not end within ${formatMs(graceMs)} of ${signal}: it was ended with SIGKILL`, 'stop');
    }
    this.#tell(event);
  }

  /** Nothing that breaks the test. */
  #warn(message: string, path: string): void {
    this.#tell({ type: 'service.warning', message, source: this.needs.draft.sourceOf(path) });
  }

  #failure(kind: Failure['kind'], message: string): Failure {
    return { phase: 'services', kind, message, source: this.needs.draft.source };
  }
}
