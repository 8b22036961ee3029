import type { CaseIdentity } from './case-identity';
import type { CaseResult } from './case-result';
import type { Counts, Failure, FailureKind, Outcome, RunOutcome } from './outcome';
import type { SourceRef } from './source';
import type { StepKind } from './step-kind';

/** A test case as announced by `experiment.started`. */
export interface PlannedTest extends CaseIdentity {
  readonly tags: readonly string[];
  /** Relative to the run's folder. */
  readonly dir: string;
  readonly source: SourceRef;
  readonly services: readonly { readonly name: string; readonly source: SourceRef }[];
  /** It looks at the metrics of so many iterations together; its own `iteration` is 0. */
  readonly over?: number;
}

interface StepId {
  readonly step: string;
  readonly index: number;
  readonly name: string;
  readonly source: SourceRef;
  /** `index` of the step that it is below. */
  readonly parent?: number;
}

interface AssertionId {
  readonly index: number;
  readonly assertion: string;
  readonly message: string;
  readonly source: SourceRef;
  readonly duration_ms: number;
}

/** The part of an experiment that a run is. */
export interface ShardOf {
  /** From 1. */
  readonly index: number;
  readonly of: number;
  /** How many test cases of the experiment each shard has. */
  readonly cases: readonly number[];
  /** Different for different divisions of the same test cases. */
  readonly division: string;
}

interface PluginId { readonly name: string; readonly file: string }
/** What was being done with a plug-in when it broke. */
export type PluginPhase = 'discovery' | 'load' | 'setup' | 'run';
interface ObserverId { readonly observer: string }
/** `required`: its failure makes the run end with an exit code of its own. */
interface FailedObserver extends ObserverId { readonly required?: boolean }

/** What each built-in event carries besides its envelope. All durations in milliseconds. */
export interface EventPayloads {
  'experiment.configured': {
    readonly file: string; readonly name: string; readonly dir: string;
    readonly settings: { readonly parallel: number; readonly fail_fast: boolean; readonly timeout_ms?: number;
      /** When not that of the file; the seed of `shuffle` gives the same order again. */
      readonly order?: 'interleave' | 'shuffle'; readonly seed?: number;
      /** So many first iterations record no metrics. */
      readonly warmup?: number;
      /** What replaces that of the file: how often each test case runs, and values of variables. */
      readonly iterations?: number; readonly variables?: { readonly [name: string]: string };
      readonly shard?: ShardOf;
    };
    readonly environment: { readonly platform: string; readonly node: string; readonly host: string; readonly owner: string;
      /** What holds its processes together, where something does. */
      readonly enclosure?: string;
    };
    /** The interrupted run that this one goes on with: its id and where its folder is. */
    readonly resumes?: { readonly run: string; readonly dir: string };
    readonly source: SourceRef;
  };
  'experiment.started': { readonly tests: readonly PlannedTest[] };
  'experiment.finished': { readonly outcome: RunOutcome; readonly success: boolean; readonly duration_ms: number; readonly counts: Counts };
  'experiment.error': { readonly message: string; readonly kind: FailureKind; readonly source?: SourceRef };
  'experiment.cancelling': { readonly reason: string };
  'experiment.killing': { readonly reason: string };
  'test_case.queued': { readonly source: SourceRef };
  'test_case.started': { readonly attempt: number; readonly dir: string; readonly source: SourceRef };
  'test_case.setup_complete': { readonly duration_ms: number };
  'test_case.execution_started': Record<never, never>;
  'test_case.results_collected': {
    readonly artifacts: readonly string[];
    /** What the test's `artifacts` name, and nothing was found of. */
    readonly unmatched?: readonly string[];
    readonly duration_ms: number;
  };
  'test_case.finished': {
    readonly outcome: Outcome; readonly success: boolean; readonly duration_ms: number;
    readonly attempt: number;
    /** It passed, but not at its first attempt. */
    readonly flaky?: boolean;
    readonly reason?: string; readonly source?: SourceRef;
  };
  'test_case.error': Failure;
  'test_case.skipped': { readonly reason: string; readonly source: SourceRef };
  'test_case.kept': {
    /** Id of the earlier run in which it ran. */
    readonly from: string;
    readonly result: CaseResult;
    readonly source: SourceRef;
  };
  'test_case.retrying': { readonly attempt: number; readonly reason: string };
  'plugin.discovered': PluginId;
  'plugin.loaded': PluginId & { readonly duration_ms: number };
  'plugin.initialized': PluginId;
  'plugin.error': PluginId & {
    readonly message: string; readonly phase: PluginPhase;
    /** Where the experiment file names it; absent when a folder or `node_modules` brought it. */
    readonly source?: SourceRef;
  };
  'service.starting': { readonly command: readonly string[]; readonly start: number; readonly ports: { readonly [name: string]: number }; readonly source: SourceRef };
  'service.ready': { readonly pid: number; readonly ready_ms: number; readonly ports: { readonly [name: string]: number } };
  'service.stopping': { readonly signal: string; readonly reason: string };
  'service.stopped': {
    readonly exit_code: number | null; readonly signal: string | null;
    /** It outlived its grace period and was killed. */
    readonly killed: boolean;
    /** The end was asked for or declared by `expect_exit`. */
    readonly expected: boolean;
    readonly duration_ms: number;
  };
  'service.error': { readonly message: string; readonly source: SourceRef; readonly last_lines?: readonly string[] };
  /** Something about it that does not break the test. */
  'service.warning': { readonly message: string; readonly source: SourceRef };
  'service.output': { readonly stream: 'stdout' | 'stderr'; readonly file: string; readonly from: number; readonly to: number; readonly lines: number };
  'service.restarting': { readonly start: number; readonly delay_ms: number; readonly reason: string };
  'network.setup_started': { readonly network: string };
  'network.ready': { readonly network: string; readonly duration_ms: number };
  'network.teardown_started': { readonly network: string };
  'network.teardown_complete': { readonly network: string; readonly duration_ms: number };
  'network.error': { readonly network: string; readonly message: string; readonly source?: SourceRef };
  'execution.environment_ready': {
    readonly environment: string;
    /** Those it is for. */
    readonly services: readonly string[];
    readonly duration_ms: number; readonly source?: SourceRef;
  };
  'execution.environment_error': { readonly environment: string; readonly message: string; readonly source?: SourceRef };
  'step.started': StepId & { readonly kind: StepKind };
  'step.finished': StepId & {
    readonly kind: StepKind; readonly outcome: 'passed' | 'failed' | 'error' | 'cancelled'; readonly duration_ms: number;
    readonly exit_code?: number | null; readonly tries: number; readonly failures: readonly Failure[];
    /** Relative to the test's folder. */
    readonly logs?: readonly string[];
  };
  'step.skipped': StepId & { readonly reason: string };
  'assertion.passed': AssertionId;
  'assertion.failed': AssertionId & { readonly expected?: string; readonly found?: string; readonly diff?: string };
  'resource.sampled': {
    /** The how manieth start of the service. */
    readonly start: number;
    /** Of this start and all that it started, until now. */
    readonly cpu_seconds: number;
    /** Resident, at the moment. */
    readonly memory_bytes: number;
    readonly processes: number;
    readonly elapsed_ms: number;
  };
  'metric.recorded': { readonly name: string; readonly value: number; readonly unit?: string; readonly source?: SourceRef };
  'artifact.collected': { readonly path: string; readonly size: number };
  'leftover.found': { readonly pid: number; readonly command: string; readonly found_by: string; readonly ended: boolean };
  'observer.error': FailedObserver & { readonly message: string; readonly stack?: string; readonly event_type: string; readonly event_seq: number };
  'observer.slow': ObserverId & { readonly mean_ms: number; readonly worst_ms: number };
  'observer.dropped': FailedObserver & { readonly count: number };
  'observer.suspended': FailedObserver & { readonly errors: number };
}

export type BuiltInType = keyof EventPayloads;

/** What every event has. `seq` counts within the run without gaps; `time` is ISO 8601 UTC. */
export interface Envelope {
  readonly schema: 1;
  readonly seq: number;
  readonly time: string;
  readonly run?: string;
  /** Id of the test case. */
  readonly test?: string;
  readonly service?: string;
  readonly plugin?: string;
  /** The `seq` of the event during whose delivery this one was published. */
  readonly cause?: number;
}

/** Whatever speaks of something that stands in the experiment file says where. */
interface Declared { readonly source?: SourceRef }

export type EventOf<T extends BuiltInType> = Envelope & Declared & { readonly type: T } & Readonly<EventPayloads[T]>;
export type BuiltInEvent = { [T in BuiltInType]: EventOf<T> }[BuiltInType];

/** A plug-in's or extension's own event: any other dotted type. */
export interface CustomEvent extends Envelope {
  readonly type: string & { readonly custom?: never };
  readonly [key: string]: unknown;
}

export type ExperimentEvent = BuiltInEvent | CustomEvent;

type Subject = Pick<Envelope, 'test' | 'service' | 'plugin'> & Declared;
/** What a publisher gives: the manager adds the envelope. */
export type DraftOf<T extends BuiltInType> = Subject & { readonly type: T } & Readonly<EventPayloads[T]>;
export type BuiltInDraft = { [T in BuiltInType]: DraftOf<T> }[BuiltInType];

const names: { readonly [T in BuiltInType]: true } = {
  'experiment.configured': true, 'experiment.started': true, 'experiment.finished': true, 'experiment.error': true,
  'experiment.cancelling': true, 'experiment.killing': true,
  'test_case.queued': true, 'test_case.started': true, 'test_case.setup_complete': true, 'test_case.execution_started': true,
  'test_case.results_collected': true, 'test_case.finished': true, 'test_case.error': true, 'test_case.skipped': true, 'test_case.kept': true, 'test_case.retrying': true,
  'plugin.discovered': true, 'plugin.loaded': true, 'plugin.initialized': true, 'plugin.error': true,
  'service.starting': true, 'service.ready': true, 'service.stopping': true, 'service.stopped': true, 'service.error': true,
  'service.warning': true, 'service.output': true, 'service.restarting': true,
  'network.setup_started': true, 'network.ready': true, 'network.teardown_started': true, 'network.teardown_complete': true, 'network.error': true,
  'execution.environment_ready': true, 'execution.environment_error': true,
  'step.started': true, 'step.finished': true, 'step.skipped': true, 'assertion.passed': true, 'assertion.failed': true,
  'resource.sampled': true, 'metric.recorded': true, 'artifact.collected': true, 'leftover.found': true,
  'observer.error': true, 'observer.slow': true, 'observer.dropped': true, 'observer.suspended': true,
};
export const BUILT_IN_TYPES = Object.keys(names) as readonly BuiltInType[];
export const isBuiltInType = (type: string): type is BuiltInType => Object.hasOwn(names, type);
export const isBuiltInEvent = (event: ExperimentEvent): event is BuiltInEvent => isBuiltInType(event.type);
/** Narrows an event to one built-in type: comparing `event.type` alone cannot, as a custom event may have any name. */
export const isEventOf = <T extends BuiltInType>(event: ExperimentEvent, type: T): event is EventOf<T> & BuiltInEvent => event.type === type;
