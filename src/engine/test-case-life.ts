import { setMaxListeners } from 'node:events';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { replaceExpressions, type ServiceDraft, type TestCasePlan } from '../config';
import { messageOf, type Failure, type FailureKind, type Outcome, type Phase } from '../events';
import { alarm } from './alarm';
import type { Artifact } from './artifacts';
import { CaseAborted } from './case-aborted';
import { collectRequested } from './case-artifacts';
import { CaseEnvironments } from './case-environments';
import { CaseEvents } from './case-events';
import { failuresOf } from './case-failures';
import { CaseNetwork } from './case-network';
import { CaseProcesses } from './case-processes';
import { CaseScope } from './case-scope';
import { CaseServices } from './case-services';
import type { CaseAccess } from './extensions';
import { DEFAULT_LIMITS, formatMs, untilAborted, untilLimit, untilWoundDown, withLimit } from './limits';
import type { Network } from './network-environment';
import { PacketRecorder } from './packet-recorder';
import { validateWith, type CaseResults } from './result-validator';
import { ResourceSamples } from './resource-samples';
import type { RunContext } from './run-context';
import { Service } from './service';
import type { SpawnRequest } from '../supervisor';
import { headOf } from './steps/step-head';
import { endsWithCommand } from './steps';
import { StepError, type StepContext } from './step-context';
import { Verdict } from './verdict';

/** How one attempt of a test case ended. */
export interface AttemptEnd {
  readonly outcome: Outcome;
  readonly reason?: string;
  /** The message of its first failure. */
  readonly failure?: string;
}

/** One attempt of a test case from its start to its teardown, which comes on every path. */
export class TestCaseLife {
  readonly #verdict = new Verdict();
  readonly #events: CaseEvents;
  readonly #processes: CaseProcesses;
  readonly #scope: CaseScope;
  readonly #dir: string;
  /** Relative to the run's folder. */
  readonly #folder: string;
  /** Aborted with a `CaseAborted`: whatever the test case does, it stops and is torn down. */
  readonly #abort = new AbortController();
  readonly #metrics = new Map<string, number>();
  #phase: Phase = 'network_setup';
  #network: CaseNetwork | undefined;
  /** Of all its services. */
  #ports: readonly number[] = [];
  #environments: CaseEnvironments | undefined;
  #services: CaseServices | undefined;
  #recorder: PacketRecorder | undefined;
  /** Set once the assertions are evaluated: some of them wait for what the execution environments find out. */
  #asserting: StepContext | undefined;
  /** Set once it is known. */
  #prepared: StepContext | undefined;

  /** @param attempt from 1; each has a folder of its own. */
  constructor(private readonly plan: TestCasePlan, private readonly run: RunContext, private readonly attempt: number) {
    this.#events = new CaseEvents(run.events, plan, this.#verdict, plan.warmup !== true);
    this.#processes = new CaseProcesses(run.processes, plan.id, attempt === 1 ? run.firstCommands : undefined);
    this.#folder = attempt === 1 ? plan.dir : `${plan.dir}-attempt-${attempt}`;
    this.#dir = path.join(run.dir, this.#folder);
    this.#scope = new CaseScope(plan, run, this.#dir, attempt);
    // One listener for each service and step that is waited for.
    setMaxListeners(0, this.#abort.signal);
  }

  /** What it starts before anything else, where that is known before it begins. @throws ConfigError */
  firstCommand(): SpawnRequest | undefined {
    return this.#isOfCommandsAlone() && this.run.networks.some(({ type }) => type === this.plan.network) ? this.run.actions.firstCommand(this.plan.steps, this.#prepare()) : undefined;
  }

  /** Never rejects. */
  async live(): Promise<AttemptEnd> {
    const { plan, run } = this;
    const began = run.clock.now();
    this.#events.publish({ type: 'test_case.started', attempt: this.attempt, dir: this.#folder, source: plan.source });
    const stop = () => this.#abort.abort(run.stop.reason);
    if (run.stop.aborted) stop();
    else run.stop.addEventListener('abort', stop, { once: true });
    const limitMs = plan.timeoutMs ?? DEFAULT_LIMITS.testMs;
    const off = alarm(run.clock, limitMs, () => this.#abort.abort(new CaseAborted('timeout', `The test took longer than its time limit of ${formatMs(limitMs)}`)));
    await this.#attempt('internal', () => this.#perform(began));
    off();
    run.stop.removeEventListener('abort', stop);
    await this.#tearDown();
    if (plan.warmup !== true) run.samples.set(plan.id, this.#metrics);
    const end = this.#judge();
    this.#events.close();
    return end;
  }

  /** The outcome, compared with the one that the file expects. */
  #judge(): AttemptEnd {
    const { expectOutcome: expected, source } = this.plan;
    const outcome = this.#verdict.outcome();
    const { reason, failure } = this.#verdict;
    if (expected !== undefined && outcome === expected.outcome) {
      const why = expected.reason ?? failure;
      return { outcome: 'passed', reason: `${outcome === 'failed' ? 'failed' : 'broke'} as expected${why === undefined ? '' : `: ${why}`}` };
    }
    if (expected === undefined || outcome !== 'passed') return { outcome, ...(reason === undefined ? {} : { reason }), ...(failure === undefined ? {} : { failure }) };
    const known = expected.reason === undefined ? '' : ` (${expected.reason})`;
    const message = `The test passed, but its expect_outcome is ${expected.outcome}${known}`;
    this.#events.tell({ phase: 'assertions', kind: 'expectation', message, expected: expected.outcome, found: 'passed', source });
    return { outcome: 'failed', failure: message };
  }

  async #perform(began: number): Promise<void> {
    const { plan, run } = this;
    const { clock, actions } = run;
    const signal = this.#abort.signal;
    signal.throwIfAborted();
    const folders = this.#makeFolders();
    const context = this.#prepare();
    const network = await this.#setUpNetwork();
    const environments = this.#environments = this.#environmentsOf(context);
    const services = plan.services.map((draft) => this.#service(draft, network, environments, context));
    for (const service of services) this.#scope.addService(service);
    this.#phase = 'execution_environment';
    await untilAborted(folders, signal);
    await environments.prepare(plan.environments, signal);
    if (plan.recordPackets !== undefined) await this.#withoutPackets(async () => { this.#recorder = await PacketRecorder.start(this.#ports, context); });
    signal.throwIfAborted();
    this.#phase = 'services';
    this.#services = new CaseServices(plan.services, services);
    await this.#services.start(clock, signal, (reason) => this.#abort.abort(reason));
    signal.throwIfAborted();
    this.#events.publish({ type: 'test_case.setup_complete', duration_ms: clock.now() - began });
    this.#phase = 'steps';
    this.#events.publish({ type: 'test_case.execution_started' });
    const windDown = { ms: DEFAULT_LIMITS.tearDownMs, clock, signal };
    if (plan.steps.length > 0) await untilWoundDown(actions.runSteps(plan.steps, context), windDown);
    else await untilAborted(this.#services.endedByThemselves(), signal);
    signal.throwIfAborted();
    if (this.#verdict.broken || (context.failFast === true && this.#verdict.failed)) return;
    this.#phase = 'assertions';
    this.#asserting = context;
    if (plan.assertions.length > 0) await untilWoundDown(actions.evaluateAssertions(plan.assertions, context, 'running'), windDown);
    await this.#services.lookOnceMore();
    this.#services.checkEnds();
    signal.throwIfAborted();
  }

  /** @throws ConfigError */
  #prepare(): StepContext {
    return (this.#prepared ??= this.#context(this.#scope.settleEnv()));
  }

  /** After this command nothing of the test case is to be done any more, so that the next can begin. */
  #makesRoom(index: number): SpawnRequest['makesRoom'] {
    const { plan, run: { firstCommands, alone } } = this;
    if (firstCommands === undefined || this.#verdict.failed || !this.#isOfCommandsAlone() || !endsWithCommand(plan, index)) return undefined;
    return alone ? 'when-alone' : 'always';
  }

  /** Begins at once; its failure is for whoever waits for it. Where a process comes first, its start makes them with its logs. */
  #makeFolders(): Promise<unknown> {
    const made = this.#beginsWithProcess() ? Promise.resolve() : this.#makeInTurn();
    made.catch(() => undefined);
    return made;
  }

  /** Outer ones first: each is one call then, where one for all asks for every level twice. */
  async #makeInTurn(): Promise<void> {
    await mkdir(this.#dir, { recursive: true });
    if (this.plan.services.length === 0) return;
    await mkdir(path.join(this.#dir, 'services'), { recursive: true });
    await Promise.all(this.#serviceFolders().map((folder) => mkdir(folder, { recursive: true })));
  }

  #serviceFolders(): readonly string[] {
    return this.plan.services.map(({ name }) => path.join(this.#dir, 'services', name));
  }

  #isOfCommandsAlone(): boolean {
    return this.plan.services.length === 0 && this.#beginsWithProcess();
  }

  #beginsWithProcess(): boolean {
    const { plan: { steps: [first], services, environments, artifacts, recordPackets }, run: { extensions, validators = [] } } = this;
    const isFirst = services.length > 0 ? recordPackets === undefined : first !== undefined && headOf(first, 0).kind === 'run';
    return isFirst && extensions === undefined && [environments, artifacts, validators].every(({ length }) => length === 0);
  }

  async #setUpNetwork(): Promise<Network> {
    const { plan, run } = this;
    const environment = run.networks.find(({ type }) => type === plan.network);
    if (environment === undefined) throw this.#broke('config', `There is no network environment "${plan.network}"; there is ${run.networks.map(({ type }) => type).join(', ')}`);
    const scope = this.#scope.now();
    const services = plan.services.map((draft) => ({ name: draft.name, ports: run.actions.resolvePorts(draft, scope), source: draft.source }));
    this.#network = new CaseNetwork({ environment, events: this.#events, clock: run.clock, source: plan.source, kill: run.kill });
    try {
      const network = await this.#network.setUp({ test: plan.id, services }, this.#abort.signal);
      this.#ports = Object.values(network.services).flatMap(({ ports }) => Object.values(ports));
      return network;
    } catch (error) {
      if (this.#abort.signal.aborted) throw error;
      const [failure] = failuresOf(error, { phase: 'network_setup', kind: 'network', source: plan.source });
      throw failure === undefined ? error : new StepError(failure);
    }
  }

  #environmentsOf(context: StepContext): CaseEnvironments {
    const { plan, run } = this;
    const { resource } = run.loaded.observers;
    return new CaseEnvironments({
      ...(resource.enabled ? { resources: new ResourceSamples(resource.intervalMs, (event) => this.#events.publish(event)) } : {}),
      environments: run.environments, services: plan.services.map(({ name }) => name), firstIndex: Math.max(-1, ...plan.assertions.map((draft, place) => draft.index ?? place)) + 1, context, events: this.#events,
      clock: run.clock, source: plan.source, kill: run.kill, resolve: (draft) => run.actions.resolveEnvironment(draft, this.#scope.now()),
    });
  }

  #service(draft: ServiceDraft, network: Network, environments: CaseEnvironments, context: StepContext): Service {
    const { host, ports } = network.services[draft.name] ?? { host: '127.0.0.1', ports: {} };
    return new Service({
      draft, host, ports, folders: this.#serviceFolders(), environments, context, processes: this.#processes, actions: this.run.actions, lost: this.run.lost, kill: this.run.kill,
      publish: (event) => this.#events.publish(event),
      onBroken: (failure) => this.#broken(failure),
    });
  }

  /** By something that went on by itself. */
  #broken(failure: Failure): void {
    this.#events.tell({ ...failure, phase: this.#phase });
    this.#abort.abort(new CaseAborted('broken', failure.message));
  }

  #context(env: { readonly [name: string]: string }): StepContext {
    return {
      test: this.plan.id, fileDir: path.dirname(this.run.loaded.file), testDir: this.#dir, env,
      processes: this.#processes, signal: this.#abort.signal, clock: this.run.clock, metrics: this.#metrics, waiting: new Set(), ...(this.plan.over === undefined ? {} : { samples: this.run.samples.over(this.plan.over) }),
      failFast: this.run.loaded.failFastInTest === true, ...(this.run.secrets === undefined ? {} : { redactor: this.run.secrets.redactor }),
      ...(this.run.extensions === undefined ? {} : { plugins: { extensions: this.run.extensions, config: () => this.#pluginConfig(), publish: (event) => this.#events.publishCustom(event) } }),
      publish: (event) => this.#events.publishOfSteps(event),
      makesRoom: (index) => this.#makesRoom(index),
      scope: () => this.#scope.now(),
      service: (name) => this.#scope.service(name),
      broke: (failure) => this.#broken(failure),
      setOutputs: (step, outputs) => this.#scope.setOutputs(step, outputs),
    };
  }

  #pluginConfig(): CaseAccess['pluginConfig'] {
    const { pluginConfig } = this.plan;
    return pluginConfig === undefined ? {} : replaceExpressions(pluginConfig, this.#scope.now()) as CaseAccess['pluginConfig'];
  }

  async #tearDown(): Promise<void> {
    const { clock } = this.run;
    this.#events.closeSteps(this.plan.steps);
    this.#services?.endOfTest();
    this.#phase = 'services_stop';
    await this.#attempt('internal', () => this.#stopEverything());
    const artifacts: string[] = [];
    const onArtifact = (artifact: Artifact): void => {
      artifacts.push(artifact.path);
      this.#events.publish({ type: 'artifact.collected', ...artifact });
    };
    this.#phase = 'execution_environment';
    await this.#attempt('execution', () => this.#collectFindings(onArtifact));
    await this.#withoutPackets(async () => {
      const limit = { what: 'Ending the recording', ms: DEFAULT_LIMITS.environmentMs, clock, signal: this.run.lost };
      const recorded = await withLimit(limit, async () => this.#recorder?.artifact());
      if (recorded !== undefined) onArtifact(recorded);
    });
    this.#phase = 'assertions';
    await this.#attempt('internal', () => this.#evaluateFindings());
    this.#phase = 'results';
    const began = clock.now();
    let unmatched: readonly string[] = [];
    await this.#attempt('internal', async () => { unmatched = await this.#collect(onArtifact); });
    await this.#attempt('plugin', () => this.#validate(artifacts));
    this.#events.publish({ type: 'test_case.results_collected', artifacts, ...(unmatched.length === 0 ? {} : { unmatched }), duration_ms: clock.now() - began });
    this.#phase = 'network_teardown';
    await this.#attempt('network', async () => this.#network?.tearDown());
  }

  /** What is said of a test case that goes on without a recording: no verdict depends on one. */
  async #withoutPackets(record: () => Promise<void>): Promise<void> {
    try {
      await record();
    } catch (error) {
      if (this.run.lost.aborted || (this.#recorder === undefined && this.#abort.signal.aborted)) return;
      this.#events.publish({ type: 'execution.environment_error', environment: 'record_pcap', message: `Packets are not recorded: ${messageOf(error)}`, ...(this.plan.recordPackets === undefined ? {} : { source: this.plan.recordPackets.source }) });
    }
  }

  async #stopEverything(): Promise<void> {
    const { clock, lost, alone } = this.run;
    const ms = DEFAULT_LIMITS.tearDownMs;
    // Each tells its own error: that of a service must not be lost to what follows from it.
    await this.#attempt('internal', async () => this.#services?.stop(clock, ms));
    await this.#attempt('internal', () => untilLimit({ what: 'Stopping what steps left behind', ms, clock, signal: lost }, () => this.#processes.close(LADDER, clock, this.#services?.givenUp)).catch((error: unknown) => {
      if (!lost.aborted) throw error;
    }));
    // Of services none of which could be started people look into the folders all the same.
    if (!this.#processes.used && this.#services !== undefined) await this.#makeInTurn().catch(() => undefined);
    if (!this.#processes.used || lost.aborted) return;
    const leftovers = await untilLimit({ what: 'Looking for leftovers', ms, clock, signal: lost }, async () => [
      ...(alone ? await this.#processes.sweep() : []), ...(this.#ports.length === 0 ? [] : await this.#processes.releasePorts(this.#ports)),
    ]);
    for (const { pid, command, found_by, ended } of leftovers) this.#events.publish({ type: 'leftover.found', pid, command, found_by, ended });
  }

  async #collectFindings(onArtifact: (artifact: Artifact) => void): Promise<void> {
    try {
      if (!this.run.kill.aborted) await this.#environments?.collect(this.run.kill, onArtifact);
    } finally {
      await this.#environments?.close();
    }
  }

  /** The assertions that had to wait; as the others, only while nothing of the test case broke. */
  async #evaluateFindings(): Promise<void> {
    const { plan, run } = this;
    const context = this.#asserting;
    if (context === undefined || this.#verdict.settled || (context.failFast === true && this.#verdict.failed) || plan.assertions.length === 0 || plan.services.length === 0) return;
    run.kill.throwIfAborted();
    await withLimit({ what: 'Evaluating the assertions', ms: DEFAULT_LIMITS.tearDownMs, clock: run.clock, signal: run.kill }, async (signal) => {
      await run.actions.evaluateAssertions(plan.assertions, { ...context, signal, publish: (event) => this.#events.publish(event) }, 'stopped');
    });
  }

  /** Returns what was asked for and not found. */
  async #collect(onArtifact: (artifact: Artifact) => void): Promise<readonly string[]> {
    const { plan, run } = this;
    if (plan.artifacts.length === 0 || run.kill.aborted) return [];
    const text = (given: string) => run.actions.resolveString(given, this.#scope.now(), plan.source);
    const requests = plan.artifacts.map((one) => (typeof one === 'string' ? text(one) : { from: text(one.from), ...(one.to === undefined ? {} : { to: text(one.to) }) }));
    const needs = {
      testDir: this.#dir, fileDir: path.dirname(run.loaded.file), onArtifact, masked: (name: string) => run.secrets?.redactor.mask(name) ?? name,
      onRefused: (error: unknown) => this.#note(this.#asRefused(error), 'internal'),
    };
    return withLimit({ what: 'Collecting the results', ms: DEFAULT_LIMITS.resultsMs, clock: run.clock, signal: run.kill }, (signal) => collectRequested(requests, needs, signal))
      .catch((error: unknown) => { throw this.#asRefused(error); });
  }

  /** What the file may not ask for is a fault of the file. */
  #asRefused(error: unknown): unknown {
    return error instanceof RangeError ? this.#broke('config', error.message) : error;
  }

  /** What nobody can judge is told by whoever looked; a test case that was cancelled has nothing to be judged. */
  async #validate(artifacts: readonly string[]): Promise<void> {
    const { clock, kill: signal, validators = [] } = this.run;
    if (signal.aborted || this.#verdict.outcome() === 'cancelled') return;
    const results: CaseResults = { test: this.plan.id, name: this.plan.name, dir: this.#dir, artifacts, metrics: Object.fromEntries(this.#metrics) };
    const tell = (failure: Failure): void => this.#events.tell({ ...failure, source: this.plan.source });
    await validateWith(validators, (validator, inner) => validator.validateResults?.(results, inner), { clock, signal, tell });
  }

  /** Does a part of the life; what it throws is told, never thrown on. */
  async #attempt(kind: FailureKind, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#note(error, kind);
    }
  }

  #note(error: unknown, kind: FailureKind): void {
    const source = this.plan.source;
    const phase = this.#phase;
    if (error === this.run.kill.reason) return;
    if (!(error instanceof CaseAborted)) {
      for (const failure of failuresOf(error, { phase, kind, source })) this.#events.tell(failure);
      return;
    }
    switch (error.kind) {
      case 'cancelled':
        return this.#verdict.cancel(error.message);
      case 'timeout':
        return this.#events.tell({ phase, kind: 'timeout', message: error.message, source });
      case 'lost':
        return this.#events.tell({ phase, kind: 'internal', message: error.message, source });
      case 'broken':
        return undefined;
      default:
        return error.kind satisfies never;
    }
  }

  #broke(kind: FailureKind, message: string): StepError {
    return new StepError({ phase: this.#phase, kind, message, source: this.plan.source });
  }
}

/** How processes that steps left behind are stopped. */
const LADDER = { signal: 'SIGTERM', graceMs: 2000 };
