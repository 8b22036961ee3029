import { setMaxListeners } from 'node:events';
import { hostname } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LoadedExperiment, TestCasePlan } from '../config';
import { Breather, messageOf, prepareList, type BuiltInDraft, type CaseResult, type Counts, type Failure, type FailureKind, type Outcome, type PlannedTest, type RunOutcome, type ShardOf, type SourceRef } from '../events';
import { CaseAborted } from './case-aborted';
import { attemptCase, type CaseEnd } from './case-attempts';
import { failureOfProblem } from './case-failures';
import type { DriverNeeds } from './driver-needs';
import { FirstCommands } from './first-commands';
import { FailFast } from './fail-fast';
import { DEFAULT_LIMITS, NEVER, OVER, formatMs, untilAborted, untilLimit } from './limits';
import { MetricSamples } from './metric-samples';
import { announced } from './planned-tests';
import { validateWith } from './result-validator';
import type { SpawnRequest } from '../supervisor';
import type { RunContext } from './run-context';
import { inRunOrder, newSeed } from './run-order';
import { Scheduler } from './scheduler';
import { TestCaseLife } from './test-case-life';

export interface EngineRequest {
  readonly runId: string;
  /** Absolute path of the run's folder. */
  readonly dir: string;
  readonly loaded: LoadedExperiment;
  /** Those of the experiment that are to run, in the order of the file. */
  readonly tests: readonly TestCasePlan[];
  readonly parallel: number;
  readonly failFast: boolean;
  /** Of `shuffle`; default: the file's, else a new one. */
  readonly seed?: number;
  /** Milliseconds for the whole run. */
  readonly timeoutMs?: number;
  readonly owner: string;
  readonly source: SourceRef;
  /** Results of an earlier run that stand: these test cases are told, not run. */
  readonly kept?: ReadonlyMap<string, KeptCase>;
  /** The run that this one goes on with. */
  readonly resumes?: { readonly run: string; readonly dir: string };
  /** The part of an experiment that these test cases are. */
  readonly shard?: ShardOf;
  /** What the file was read with. */
  readonly readWith?: { readonly iterations?: number; readonly variables?: { readonly [name: string]: string } };
  /** What happened to the plug-ins before the run. */
  readonly pluginEvents?: readonly BuiltInDraft[];
}

/** What a test case came to in an earlier run. */
export interface KeptCase {
  /** Id of that run. */
  readonly from: string;
  readonly result: CaseResult;
}

/** So many are told of in a few milliseconds. */
const MANY = 1000;

/** Runs the test cases of one experiment, once; everything it does is told by events. */
export class RunDriver {
  readonly #stop = new AbortController();
  readonly #kill = new AbortController();
  readonly #lost = new AbortController();
  readonly #outcomes = new Map<string, Outcome>();
  #flaky = 0;
  /** Why no further test case is started. */
  #restCancelled: string | undefined;
  /** The run itself broke. */
  #broken = false;
  /** Reasons of cancellations asked for; those before the start are told once it has begun. */
  readonly #cancellations: string[] = [];
  readonly #breather = new Breather();
  /** Begun before they are told: the first attempts of the test cases that come next. */
  readonly #foreseen = new Map<string, TestCaseLife>();
  #firstCommands: FirstCommands | undefined;
  #state: 'new' | 'running' | 'ended' = 'new';

  constructor(private readonly needs: DriverNeeds) {
    // As many listen as processes are alive; each stops when its process has ended.
    setMaxListeners(0, this.#stop.signal, this.#kill.signal, this.#lost.signal);
  }

  /** Resolves when everything is told, from `experiment.configured` to `experiment.finished`. */
  async run(request: EngineRequest): Promise<RunOutcome> {
    const { clock, processes } = this.needs;
    const began = clock.now();
    const seed = request.seed ?? request.loaded.seed ?? newSeed();
    const planned = request.tests.length > MANY ? await prepareList(request.tests, announced) : request.tests.map(announced);
    this.#announce(request, planned, seed);
    // All hear of a large plan in a turn of its own.
    if (request.tests.length > MANY) await nextTurn();
    this.#state = 'running';
    for (const [index, reason] of [...this.#cancellations].entries()) this.#tellCancellation(reason, index);
    const over = new AbortController();
    void processes.lost.then((error) => this.#supervisorLost(error));
    if (request.timeoutMs !== undefined) this.#limitRun(request.timeoutMs, request.source, over.signal);
    try {
      await this.#runAll(request, inRunOrder(request.tests, request.loaded.order ?? 'file', seed));
    } catch (error) {
      this.#break(`The engine broke: ${messageOf(error)}`);
    }
    over.abort(OVER);
    await this.#sweep();
    for (const plan of request.tests) if (!this.#outcomes.has(plan.id)) this.#cancel(plan, this.#restCancelled ?? 'the engine broke');
    await this.#validate(request);
    await this.#settle();
    const outcome = this.#outcome();
    // Whoever hears of the end may still want to cancel.
    this.#state = 'ended';
    this.#publish({ type: 'experiment.finished', outcome, success: outcome === 'passed', duration_ms: clock.now() - began, counts: this.#counts(request.tests.length) });
    return outcome;
  }

  /** First call: stop gracefully. Second: kill now. Further ones, or after the end: nothing. */
  cancel(reason: string): void {
    if (this.#state === 'ended' || this.#cancellations.length >= 2) return;
    this.#cancellations.push(reason);
    if (this.#state === 'running') this.#tellCancellation(reason, this.#cancellations.length - 1);
  }

  #announce({ loaded, dir, parallel, failFast, timeoutMs, owner, source, resumes, shard, readWith: { iterations, variables = {} } = {}, pluginEvents = [] }: EngineRequest, tests: readonly PlannedTest[], seed: number): void {
    const { order = 'file', warmup } = loaded;
    this.#publish({
      type: 'experiment.configured', file: loaded.file, name: loaded.name, dir,
      settings: { parallel, fail_fast: failFast, ...(timeoutMs === undefined ? {} : { timeout_ms: timeoutMs }),
        ...(order === 'file' ? {} : { order }), ...(order === 'shuffle' ? { seed } : {}), ...(warmup === undefined ? {} : { warmup }),
        ...(iterations === undefined ? {} : { iterations }), ...(Object.keys(variables).length === 0 ? {} : { variables }), ...(shard === undefined ? {} : { shard }),
      },
      environment: { platform: process.platform, node: process.versions.node, host: hostname(), owner,
        ...(this.needs.processes.enclosure === undefined ? {} : { enclosure: this.needs.processes.enclosure }),
      }, ...(resumes === undefined ? {} : { resumes }), source,
    });
    for (const event of pluginEvents) this.#publish(event);
    this.#publish({ type: 'experiment.started', tests });
  }

  async #runAll({ runId, dir, loaded, parallel, failFast, kept = new Map() }: EngineRequest, planned: readonly TestCasePlan[]): Promise<void> {
    const samples = new MetricSamples();
    await this.#keep(planned, kept, samples);
    const tests = planned.filter(({ id }) => !kept.has(id));
    for (const { id, source } of tests) {
      await this.#breather.breathe();
      this.#publish({ type: 'test_case.queued', test: id, source });
    }
    const scheduler = new Scheduler<TestCasePlan>(parallel);
    const firstCommands = this.#firstCommands = new FirstCommands({
      processes: this.needs.processes,
      // Where another one that fails keeps it from beginning, nothing is foreseen.
      upcoming: () => (failFast && parallel > 1 ? [] : scheduler.upcoming(parallel)), foresee: (plan) => this.#foresee(plan, context),
    });
    const context: RunContext = {
      ...this.needs, runId, dir, loaded, firstCommands,
      stop: this.#stop.signal, kill: this.#kill.signal, lost: this.#lost.signal, alone: parallel <= 1 || tests.length <= 1, samples,
    };
    const rule = new FailFast({ enabled: failFast, maxErrors: loaded.maxErrors ?? 1 });
    const work = async (plan: TestCasePlan): Promise<void> => {
      const { outcome, flaky } = await this.#runOne(plan, context);
      this.#outcomes.set(plan.id, outcome);
      if (flaky) this.#flaky += 1;
      const stopped = rule.after(plan, outcome);
      if (stopped !== undefined) this.#cancelRest(stopped);
    };
    await scheduler.run(tests.filter(({ over }) => over === undefined), work);
    // What looks at iterations together waits for all of them.
    await scheduler.run(tests.filter(({ over }) => over !== undefined), work);
  }

  async #keep(planned: readonly TestCasePlan[], kept: ReadonlyMap<string, KeptCase>, samples: MetricSamples): Promise<void> {
    for (const { id: test, source, warmup } of planned) {
      const earlier = kept.get(test);
      if (earlier === undefined) continue;
      const { from, result } = earlier;
      const { outcome, duration_ms, attempt, flaky, reason, metrics } = result;
      await this.#breather.breathe();
      this.#publish({ type: 'test_case.kept', test, from, result, source });
      this.#publish({
        type: 'test_case.finished', test, outcome, success: outcome === 'passed', duration_ms, attempt,
        ...(flaky === undefined ? {} : { flaky }), ...(reason === undefined ? {} : { reason }), source,
      });
      this.#outcomes.set(test, outcome);
      if (flaky === true) this.#flaky += 1;
      if (warmup !== true) samples.set(test, new Map(Object.entries(metrics)));
    }
  }

  async #runOne(plan: TestCasePlan, context: RunContext): Promise<CaseEnd> {
    if (this.#restCancelled !== undefined && this.#firstCommands?.hasBegun(plan.id) !== true) return this.#cancel(plan, this.#restCancelled);
    const skip = plan.skip ?? (plan.over?.every((id) => !this.#outcomes.has(id)) === true ? 'none of its iterations is part of this run' : undefined);
    if (skip !== undefined) {
      this.#publish({ type: 'test_case.skipped', test: plan.id, reason: skip, source: plan.source });
      return this.#finish(plan, 'skipped', skip);
    }
    if (plan.errors.length === 0) {
      const foreseen = this.#foreseen.get(plan.id);
      this.#foreseen.delete(plan.id);
      return attemptCase(plan, context, foreseen);
    }
    for (const problem of plan.errors) this.#publish({ type: 'test_case.error', test: plan.id, ...failureOfProblem(problem) });
    return this.#finish(plan, 'error');
  }

  /** Only where nothing else comes before. */
  #foresee(plan: TestCasePlan, context: RunContext): SpawnRequest | undefined {
    if (plan.skip !== undefined || plan.errors.length > 0 || plan.over !== undefined || plan.exclusive === true || plan.parallelGroup !== undefined) return undefined;
    const life = this.#foreseen.get(plan.id) ?? new TestCaseLife(plan, context, 1);
    this.#foreseen.set(plan.id, life);
    try {
      return life.firstCommand();
    } catch {
      // It is told when its time has come.
      return undefined;
    }
  }

  #cancel(plan: TestCasePlan, reason: string): CaseEnd {
    return this.#finish(plan, 'cancelled', reason);
  }

  /** The end of a test case that was never started. */
  #finish(plan: TestCasePlan, outcome: Outcome, reason?: string): CaseEnd {
    this.#outcomes.set(plan.id, outcome);
    this.#publish({
      type: 'test_case.finished', test: plan.id, outcome, success: false, duration_ms: 0, attempt: 1,
      ...(reason === undefined ? {} : { reason }), source: plan.source,
    });
    return { outcome, flaky: false };
  }

  #tellCancellation(reason: string, index: number): void {
    if (index === 0) {
      this.#publish({ type: 'experiment.cancelling', reason });
      this.#stopAll(new CaseAborted('cancelled', reason));
      return;
    }
    this.#publish({ type: 'experiment.killing', reason });
    this.#kill.abort(new CaseAborted('cancelled', reason));
    // Should it fail, the supervisor is lost, which is told elsewhere.
    this.needs.processes.killAll().catch(() => undefined);
  }

  #limitRun(ms: number, source: SourceRef, over: AbortSignal): void {
    this.needs.clock.sleep(ms, over).then(() => {
      const message = `The run took longer than its time limit of ${formatMs(ms)}`;
      this.#broken = true;
      this.#publish({ type: 'experiment.error', message, kind: 'timeout', source });
      this.#stopAll(new CaseAborted('cancelled', message));
    }, () => undefined);
  }

  #supervisorLost(error: Error): void {
    if (this.#state === 'ended') return;
    const message = `The supervisor of all processes died: ${error.message}`;
    this.#break(message);
    this.#lost.abort(new CaseAborted('lost', message));
    this.#stopAll(new CaseAborted('lost', message));
  }

  #cancelRest(reason: string): void {
    this.#restCancelled ??= reason;
    this.#firstCommands?.close();
  }

  #stopAll(reason: CaseAborted): void {
    this.#cancelRest(reason.message);
    this.#stop.abort(reason);
  }

  /** Who kills the run does not wait for observers either. */
  async #settle(): Promise<void> {
    await untilAborted(this.needs.settle?.() ?? Promise.resolve(), this.#kill.signal).catch(() => undefined);
  }

  /** Ends what escaped its test case; without its supervisor a run has not ended before that. */
  async #sweep(): Promise<void> {
    const limit = { what: 'Looking for leftovers', ms: DEFAULT_LIMITS.tearDownMs, clock: this.needs.clock, signal: NEVER };
    try {
      for (const { pid, command, found_by, ended } of await untilLimit(limit, () => this.needs.processes.sweep())) {
        this.#publish({ type: 'leftover.found', pid, command, found_by, ended });
      }
    } catch (error) {
      this.#break(`The clean-up broke: ${messageOf(error)}`);
    }
  }

  async #validate({ runId: run, dir, source }: EngineRequest): Promise<void> {
    const { clock, validators = [] } = this.needs;
    if (this.#cancellations.length > 0) return;
    const tell = ({ message }: Failure): void => this.#break(message, 'plugin', source);
    await validateWith(validators, (validator, inner) => validator.validateRun?.({ run, dir, outcomes: Object.fromEntries(this.#outcomes) }, inner), { clock, signal: this.#kill.signal, tell });
  }

  #break(message: string, kind: FailureKind = 'internal', source?: SourceRef): void {
    this.#broken = true;
    this.#publish({ type: 'experiment.error', message, kind, ...(source === undefined ? {} : { source }) });
  }

  #publish(draft: BuiltInDraft): void {
    this.needs.events.publishEvent(draft);
  }

  #outcome(): RunOutcome {
    const outcomes = new Set(this.#outcomes.values());
    if (this.#broken) return 'error';
    if (this.#cancellations.length > 0) return 'cancelled';
    if (outcomes.has('error')) return 'error';
    return outcomes.has('failed') ? 'failed' : 'passed';
  }

  #counts(total: number): Counts {
    const counts = { total, flaky: this.#flaky, passed: 0, failed: 0, error: 0, skipped: 0, cancelled: 0, interrupted: 0 };
    for (const outcome of this.#outcomes.values()) counts[outcome] += 1;
    return counts;
  }
}
