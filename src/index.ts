/**
 * The observer system as a library for Node: events, observers, journals and the state they lead to, without VS Code
 * and without the engine. docs/observers.md has the examples.
 */
export {
  AsyncObserver, BUILT_IN_TYPES, compilePattern, defineEvent, EventManager, isBuiltInType, isEventOf, Observer, OUTCOMES, PublishLoopError,
  type BuiltInDraft, type BuiltInEvent, type BuiltInType, type Counts, type CustomDraft, type CustomEvent, type DefinedEvent, type DraftOf,
  type Envelope, type EventDefinition, type EventManagerOptions, type EventOf, type EventPayloads, type ExperimentEvent, type Explanation,
  type Failure, type FailureKind, type Gap, type HandlerName, type ObserverFunction, type ObserverKind, type ObserverLike, type ObserverRegistration,
  type ObserverSource, type ObserverStatus, type Outcome, type OverflowPolicy, type PayloadValidator, type Phase, type PlannedTest, type ReadBack,
  type Receiver, type Registration, type RegistrationWarning, type RegisterOptions, type RequiredFailure, type RunOutcome, type SourcePosition,
  type SourceRange, type SourceRef, type StepKind, type TracedDelivery, type Unsettled,
} from './events';
export {
  apply, emptyRunState, Journal, JOURNAL_FILE, journalEvents, JournalFollower, readJournal, reduceEvents, RunModel, TimeTravel,
  type AssertionState, type JournalFollowEnd, type JournalFollowOptions, type JournalNote, type JournalOptions, type JournalRead,
  type LeftoverState, type RunHead, type RunState, type ServiceState, type StepState, type TestState,
} from './results';
export {
  exportMetrics, Log, LoggerObserver, METRICS_FILES, MetricsObserver, metricsOfJournal, ProgressObserver, ResourceObserver, ResultCollector,
  type DurationMetric, type IterationMetrics, type LogDestination, type LogLine, type MeasuredValue, type MetricsSnapshot,
  type Progress, type ProgressNeeds, type ResourceSample, type ServiceResources,
} from './observers';
export {
  definePlugin, type AssertionDefinition, type AssertionResult, type CaseAccess, type CaseResults, type CaseService, type EnvironmentKind, type JsonSchema,
  type PluginContext, type PluginDefinition, type PluginRun, type PluginTeardown, type PluginValidator, type PreparedEnvironment, type ProbeDefinition,
  type ReportFormat, type ResultFindings, type RunOptions, type RunResult, type RunResults, type StepDefinition, type StepResult, type Unmet,
} from './plugins';
