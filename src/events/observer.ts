import type { AsyncObserver } from './async-observer';
import type { BuiltInType, EventOf, ExperimentEvent } from './catalogue';

type Words<S extends string> = S extends `${infer Head}_${infer Tail}` ? `${Capitalize<Head>}${Words<Tail>}` : Capitalize<S>;
type Camel<S extends string> = S extends `${infer Head}.${infer Tail}` ? `${Words<Head>}${Camel<Tail>}` : Words<S>;
/** `test_case.started` is told to `onTestCaseStarted`. */
export type HandlerName<T extends BuiltInType> = `on${Camel<T>}`;

export const handlerName = (type: string): string =>
  `on${type.split(/[._]/).map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')}`;

/** A listener for a run's events: one optional method per built-in type, `onEvent` for all others. */
export abstract class Observer {
  /** Names the observer in `observer.error` and in views. */
  get name(): string {
    return this.constructor.name;
  }

  /** Patterns it wants to hear when it is registered without any. */
  interests(): readonly string[] {
    return ['**'];
  }

  /** Gets every event that has no method of its own here. */
  onEvent?(event: ExperimentEvent): void;

  onExperimentConfigured?(event: EventOf<'experiment.configured'>): void;
  onExperimentStarted?(event: EventOf<'experiment.started'>): void;
  onExperimentFinished?(event: EventOf<'experiment.finished'>): void;
  onExperimentError?(event: EventOf<'experiment.error'>): void;
  onExperimentCancelling?(event: EventOf<'experiment.cancelling'>): void;
  onExperimentKilling?(event: EventOf<'experiment.killing'>): void;
  onTestCaseQueued?(event: EventOf<'test_case.queued'>): void;
  onTestCaseStarted?(event: EventOf<'test_case.started'>): void;
  onTestCaseSetupComplete?(event: EventOf<'test_case.setup_complete'>): void;
  onTestCaseExecutionStarted?(event: EventOf<'test_case.execution_started'>): void;
  onTestCaseResultsCollected?(event: EventOf<'test_case.results_collected'>): void;
  onTestCaseFinished?(event: EventOf<'test_case.finished'>): void;
  onTestCaseError?(event: EventOf<'test_case.error'>): void;
  onTestCaseSkipped?(event: EventOf<'test_case.skipped'>): void;
  onTestCaseKept?(event: EventOf<'test_case.kept'>): void;
  onTestCaseRetrying?(event: EventOf<'test_case.retrying'>): void;
  onPluginDiscovered?(event: EventOf<'plugin.discovered'>): void;
  onPluginLoaded?(event: EventOf<'plugin.loaded'>): void;
  onPluginInitialized?(event: EventOf<'plugin.initialized'>): void;
  onPluginError?(event: EventOf<'plugin.error'>): void;
  onServiceStarting?(event: EventOf<'service.starting'>): void;
  onServiceReady?(event: EventOf<'service.ready'>): void;
  onServiceStopping?(event: EventOf<'service.stopping'>): void;
  onServiceStopped?(event: EventOf<'service.stopped'>): void;
  onServiceError?(event: EventOf<'service.error'>): void;
  onServiceWarning?(event: EventOf<'service.warning'>): void;
  onServiceOutput?(event: EventOf<'service.output'>): void;
  onServiceRestarting?(event: EventOf<'service.restarting'>): void;
  onNetworkSetupStarted?(event: EventOf<'network.setup_started'>): void;
  onNetworkReady?(event: EventOf<'network.ready'>): void;
  onNetworkTeardownStarted?(event: EventOf<'network.teardown_started'>): void;
  onNetworkTeardownComplete?(event: EventOf<'network.teardown_complete'>): void;
  onNetworkError?(event: EventOf<'network.error'>): void;
  onExecutionEnvironmentReady?(event: EventOf<'execution.environment_ready'>): void;
  onExecutionEnvironmentError?(event: EventOf<'execution.environment_error'>): void;
  onStepStarted?(event: EventOf<'step.started'>): void;
  onStepFinished?(event: EventOf<'step.finished'>): void;
  onStepSkipped?(event: EventOf<'step.skipped'>): void;
  onAssertionPassed?(event: EventOf<'assertion.passed'>): void;
  onAssertionFailed?(event: EventOf<'assertion.failed'>): void;
  onResourceSampled?(event: EventOf<'resource.sampled'>): void;
  onMetricRecorded?(event: EventOf<'metric.recorded'>): void;
  onArtifactCollected?(event: EventOf<'artifact.collected'>): void;
  onLeftoverFound?(event: EventOf<'leftover.found'>): void;
  onObserverError?(event: EventOf<'observer.error'>): void;
  onObserverSlow?(event: EventOf<'observer.slow'>): void;
  onObserverDropped?(event: EventOf<'observer.dropped'>): void;
  onObserverSuspended?(event: EventOf<'observer.suspended'>): void;
}

/** Fails to compile when a built-in type lacks its method above. */
export type MissingHandlers = Exclude<HandlerName<BuiltInType>, keyof Observer>;
export const noHandlerIsMissing: [MissingHandlers] extends [never] ? true : MissingHandlers = true;

/** One that returns a promise is waited for by `settled()`; its calls may overlap, unlike those of an `AsyncObserver`. */
export type ObserverFunction = (event: ExperimentEvent) => void;
export type ObserverLike = Observer | AsyncObserver | ObserverFunction;
