import type { LogLevel } from '../../config';
import { isBuiltInEvent, Observer, type EventOf, type ExperimentEvent, type SourceRef } from '../../events';
import type { Log } from './log';

const place = (source: SourceRef | undefined): string =>
  source === undefined ? '' : ` (${source.file}:${source.range.start.line}:${source.range.start.column})`;
const took = (ms: number): string => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);
const oneLine = (text: string): string => text.replaceAll(/\s*\n\s*/g, ' ⏎ ');

/** Tells a run's life in lines made for reading; failures name their test and the line of the file. */
export class LoggerObserver extends Observer {
  readonly #log: Log;
  /** Of those test cases that are not named by their id. */
  readonly #names = new Map<string, string>();
  /** What was told of the failures of running test cases: a broken service or step breaks its test case with the same words. */
  readonly #told = new Map<string, Set<string>>();

  constructor(log: Log) {
    super();
    this.#log = log;
  }

  override onExperimentConfigured(event: EventOf<'experiment.configured'>): void {
    this.#tell('info', event, () => `${event.name}: run ${event.run ?? ''} of ${event.file}`);
    const { enclosure } = event.environment;
    this.#tell('debug', event, () => (enclosure === undefined ? 'no control group can be had: leftovers are found by process group, descent, tag and ports' : `processes are held by ${enclosure}`));
  }

  override onExperimentStarted(event: EventOf<'experiment.started'>): void {
    for (const { id, name } of event.tests) if (name !== id) this.#names.set(id, name);
    this.#tell('info', event, () => `${event.tests.length} test cases planned`);
  }

  override onExperimentCancelling(event: EventOf<'experiment.cancelling'>): void {
    this.#tell('warn', event, () => `stopping: ${event.reason}`);
  }

  override onExperimentKilling(event: EventOf<'experiment.killing'>): void {
    this.#tell('warn', event, () => `killing: ${event.reason}`);
  }

  override onExperimentError(event: EventOf<'experiment.error'>): void {
    this.#tell('error', event, () => `${oneLine(event.message)}${place(event.source)}`);
  }

  override onExperimentFinished(event: EventOf<'experiment.finished'>): void {
    const counts = Object.entries(event.counts).filter(([key, count]) => key !== 'total' && count > 0).map(([key, count]) => `${count} ${key}`);
    this.#tell(event.success ? 'info' : 'error', event, () => `${event.outcome} in ${took(event.duration_ms)}: ${counts.join(', ') || 'no test case'} of ${event.counts.total}`);
  }

  override onTestCaseStarted(event: EventOf<'test_case.started'>): void {
    this.#tell('info', event, () => `started${event.attempt > 1 ? ` (attempt ${event.attempt})` : ''}`);
  }

  override onTestCaseRetrying(event: EventOf<'test_case.retrying'>): void {
    this.#tell('warn', event, () => `attempt ${event.attempt} follows: ${oneLine(event.reason)}`);
  }

  override onTestCaseSkipped(event: EventOf<'test_case.skipped'>): void {
    this.#tell('info', event, () => `skipped: ${oneLine(event.reason)}`);
  }

  override onTestCaseKept(event: EventOf<'test_case.kept'>): void {
    this.#tell('debug', event, () => `kept from run ${event.from}`);
  }

  override onTestCaseError(event: EventOf<'test_case.error'>): void {
    if (event.test !== undefined && this.#told.get(event.test)?.has(event.message)) return;
    this.#tell('error', event, () => `${event.phase}: ${oneLine(event.message)}${place(event.source)}`);
  }

  override onTestCaseFinished(event: EventOf<'test_case.finished'>): void {
    if (event.test !== undefined) this.#told.delete(event.test);
    const bad = event.outcome === 'failed' || event.outcome === 'error' || event.outcome === 'interrupted';
    const reason = event.reason === undefined || event.outcome === 'skipped' ? '' : `: ${oneLine(event.reason)}`;
    this.#tell(bad ? 'error' : event.outcome === 'cancelled' ? 'warn' : 'info', event, () => `${event.outcome} in ${took(event.duration_ms)}${reason}${bad ? place(event.source) : ''}`);
  }

  override onTestCaseResultsCollected(event: EventOf<'test_case.results_collected'>): void {
    for (const glob of event.unmatched ?? []) this.#tell('info', event, () => `no file for the artifacts ${oneLine(glob)}`);
  }

  override onServiceStarting(event: EventOf<'service.starting'>): void {
    this.#tell('debug', event, () => `starting ${event.command.join(' ')}`);
  }

  override onServiceReady(event: EventOf<'service.ready'>): void {
    this.#tell('info', event, () => `ready after ${took(event.ready_ms)} (pid ${event.pid})`);
  }

  override onServiceStopping(event: EventOf<'service.stopping'>): void {
    this.#tell('debug', event, () => `stopping with ${event.signal}: ${event.reason}`);
  }

  override onServiceStopped(event: EventOf<'service.stopped'>): void {
    const how = event.signal === null ? `exit code ${event.exit_code ?? 'unknown'}` : event.signal;
    this.#tell(event.expected ? 'info' : 'warn', event, () => `stopped (${how}${event.killed ? ', killed' : ''})`);
  }

  override onServiceWarning(event: EventOf<'service.warning'>): void {
    this.#tell('warn', event, () => `${oneLine(event.message)}${place(event.source)}`);
  }

  override onServiceError(event: EventOf<'service.error'>): void {
    this.#remember(event.test, event.message);
    this.#tell('error', event, () => `${oneLine(event.message)}${place(event.source)}`);
    for (const line of event.last_lines ?? []) this.#tell('error', event, () => `| ${line}`);
  }

  override onNetworkError(event: EventOf<'network.error'>): void {
    this.#tell('error', event, () => `network ${event.network}: ${oneLine(event.message)}${place(event.source)}`);
  }

  override onExecutionEnvironmentReady(event: EventOf<'execution.environment_ready'>): void {
    this.#tell('debug', event, () => `environment ${event.environment} is ready for ${event.services.join(', ') || 'no service'}`);
  }

  override onExecutionEnvironmentError(event: EventOf<'execution.environment_error'>): void {
    this.#tell('error', event, () => `environment ${event.environment}: ${oneLine(event.message)}${place(event.source)}`);
  }

  override onStepStarted(event: EventOf<'step.started'>): void {
    this.#tell('debug', event, () => `step ${event.name} started`);
  }

  override onStepFinished(event: EventOf<'step.finished'>): void {
    this.#tell(event.outcome === 'passed' ? 'info' : 'error', event, () => `step ${event.name} ${event.outcome} in ${took(event.duration_ms)}`);
    for (const failure of event.failures) {
      this.#remember(event.test, failure.message);
      this.#tell('error', event, () => failureLine(failure, failure.source ?? event.source));
    }
  }

  override onStepSkipped(event: EventOf<'step.skipped'>): void {
    this.#tell('info', event, () => `step ${event.name} skipped: ${oneLine(event.reason)}`);
  }

  override onAssertionPassed(event: EventOf<'assertion.passed'>): void {
    this.#tell('debug', event, () => `holds: ${oneLine(event.message)}`);
  }

  override onAssertionFailed(event: EventOf<'assertion.failed'>): void {
    this.#tell('error', event, () => failureLine(event, event.source));
  }

  override onMetricRecorded(event: EventOf<'metric.recorded'>): void {
    this.#tell('debug', event, () => `${event.name} = ${event.value}${event.unit === undefined ? '' : ` ${event.unit}`}`);
  }

  override onLeftoverFound(event: EventOf<'leftover.found'>): void {
    this.#tell('warn', event, () => `left over: pid ${event.pid} (${event.command}), found by ${event.found_by}, ${event.ended ? 'ended' : 'still alive'}`);
  }

  override onObserverError(event: EventOf<'observer.error'>): void {
    this.#tell('error', event, () => `observer ${event.observer}: ${oneLine(event.message)} (at ${event.event_type}, seq ${event.event_seq})`);
    for (const line of placesIn(event.stack)) this.#tell('error', event, () => `| ${line}`);
  }

  override onObserverSlow(event: EventOf<'observer.slow'>): void {
    this.#tell('warn', event, () => `observer ${event.observer} is slow: ${took(event.mean_ms)} on average, ${took(event.worst_ms)} at worst`);
  }

  override onObserverDropped(event: EventOf<'observer.dropped'>): void {
    this.#tell('warn', event, () => `observer ${event.observer} did not get ${event.count} events: its queue was full`);
  }

  override onObserverSuspended(event: EventOf<'observer.suspended'>): void {
    this.#tell('warn', event, () => `observer ${event.observer} is suspended${event.errors === 0 ? '' : ` after ${event.errors} errors`}`);
  }

  override onPluginError(event: EventOf<'plugin.error'>): void {
    this.#tell('error', event, () => `plug-in ${event.name}: ${oneLine(event.message)}`);
  }

  override onEvent(event: ExperimentEvent): void {
    this.#tell('trace', event, () => (isBuiltInEvent(event) ? event.type : `${event.type}${payloadText(event)}`));
  }

  #remember(test: string | undefined, message: string): void {
    if (test === undefined) return;
    const told = this.#told.get(test) ?? new Set<string>();
    this.#told.set(test, told.add(message));
  }

  #tell(level: LogLevel, event: ExperimentEvent, message: () => string): void {
    if (!this.#log.wants(event.type, level)) return;
    const { type: feature, time, run, service, seq } = event;
    const test = event.test === undefined ? undefined : (this.#names.get(event.test) ?? event.test);
    this.#log.write({
      level, feature, message: message(), time, seq,
      ...(run === undefined ? {} : { run }), ...(test === undefined ? {} : { test }), ...(service === undefined ? {} : { service }),
    });
  }
}

const ENVELOPE: ReadonlySet<string> = new Set(['schema', 'seq', 'type', 'time', 'run', 'test', 'service', 'plugin', 'cause', 'source']);

/** What follows below is how events are delivered. */
const PLACES = 5;
/** The innermost calls that a stack names, without the message before them. */
const placesIn = (stack = ''): readonly string[] => stack.split('\n').map((line) => line.trim()).filter((line) => line.startsWith('at ')).slice(0, PLACES);

/** What a custom event carries, in short. */
function payloadText(event: ExperimentEvent): string {
  const own = Object.entries(event).filter(([key]) => !ENVELOPE.has(key));
  const text = JSON.stringify(Object.fromEntries(own));
  return own.length === 0 ? '' : ` ${text.length > 200 ? `${text.slice(0, 199)}…` : text}`;
}

function failureLine(failure: { readonly message: string; readonly expected?: string; readonly found?: string }, source: SourceRef): string {
  const expected = failure.expected === undefined ? '' : `; expected ${oneLine(failure.expected)}`;
  const found = failure.found === undefined ? '' : `; found ${oneLine(failure.found)}`;
  return `${oneLine(failure.message)}${expected}${found}${place(source)}`;
}
