import type { BuiltInType, EventPayloads } from './catalogue';

type Base<V> = [V] extends [string] ? 'string' : [V] extends [number] ? 'number' : [V] extends [boolean] ? 'boolean' : [V] extends [readonly unknown[]] ? 'array' : 'object';
type Nullable<V> = null extends V ? '|null' : '';
type Optional<P, K extends keyof P> = Record<never, never> extends Pick<P, K> ? '?' : '';
/** `'number|null?'` is a number or null that may be missing. */
type KindOf<P, K extends keyof P> = `${Base<NonNullable<P[K]>>}${Nullable<P[K]>}${Optional<P, K>}`;

const failure = { phase: 'string', kind: 'string', message: 'string', expected: 'string?', found: 'string?', diff: 'string?', source: 'object?' } as const;
const plugin = { name: 'string', file: 'string' } as const;
const step = { step: 'string', index: 'number', name: 'string', source: 'object', parent: 'number?' } as const;
const assertion = { index: 'number', assertion: 'string', message: 'string', source: 'object', duration_ms: 'number' } as const;
const network = { network: 'string' } as const;
const environment = { environment: 'string' } as const;
const observer = { observer: 'string' } as const;
const failedObserver = { ...observer, required: 'boolean?' } as const;

/** The fields of each built-in type's payload, for checks at run time; it does not compile unless it agrees with `EventPayloads`. */
export const PAYLOAD_FIELDS: { readonly [T in BuiltInType]: { readonly [K in keyof EventPayloads[T]]-?: KindOf<EventPayloads[T], K> } } = {
  'experiment.configured': { file: 'string', name: 'string', dir: 'string', settings: 'object', environment: 'object', resumes: 'object?', source: 'object' },
  'experiment.started': { tests: 'array' },
  'experiment.finished': { outcome: 'string', success: 'boolean', duration_ms: 'number', counts: 'object' },
  'experiment.error': { message: 'string', kind: 'string', source: 'object?' },
  'experiment.cancelling': { reason: 'string' },
  'experiment.killing': { reason: 'string' },
  'test_case.queued': { source: 'object' },
  'test_case.started': { attempt: 'number', dir: 'string', source: 'object' },
  'test_case.setup_complete': { duration_ms: 'number' },
  'test_case.execution_started': {},
  'test_case.results_collected': { artifacts: 'array', unmatched: 'array?', duration_ms: 'number' },
  'test_case.finished': { outcome: 'string', success: 'boolean', duration_ms: 'number', attempt: 'number', flaky: 'boolean?', reason: 'string?', source: 'object?' },
  'test_case.error': failure,
  'test_case.skipped': { reason: 'string', source: 'object' },
  'test_case.kept': { from: 'string', result: 'object', source: 'object' },
  'test_case.retrying': { attempt: 'number', reason: 'string' },
  'plugin.discovered': plugin,
  'plugin.loaded': { ...plugin, duration_ms: 'number' },
  'plugin.initialized': plugin,
  'plugin.error': { ...plugin, message: 'string', phase: 'string', source: 'object?' },
  'service.starting': { command: 'array', start: 'number', ports: 'object', source: 'object' },
  'service.ready': { pid: 'number', ready_ms: 'number', ports: 'object' },
  'service.stopping': { signal: 'string', reason: 'string' },
  'service.stopped': { exit_code: 'number|null', signal: 'string|null', killed: 'boolean', expected: 'boolean', duration_ms: 'number' },
  'service.error': { message: 'string', source: 'object', last_lines: 'array?' },
  'service.output': { stream: 'string', file: 'string', from: 'number', to: 'number', lines: 'number' },
  'service.warning': { message: 'string', source: 'object' },
  'service.restarting': { start: 'number', delay_ms: 'number', reason: 'string' },
  'network.setup_started': network,
  'network.ready': { ...network, duration_ms: 'number' },
  'network.teardown_started': network,
  'network.teardown_complete': { ...network, duration_ms: 'number' },
  'network.error': { ...network, message: 'string', source: 'object?' },
  'execution.environment_ready': { ...environment, services: 'array', duration_ms: 'number', source: 'object?' },
  'execution.environment_error': { ...environment, message: 'string', source: 'object?' },
  'step.started': { ...step, kind: 'string' },
  'step.finished': { ...step, kind: 'string', outcome: 'string', duration_ms: 'number', exit_code: 'number|null?', tries: 'number', failures: 'array', logs: 'array?' },
  'step.skipped': { ...step, reason: 'string' },
  'assertion.passed': assertion,
  'assertion.failed': { ...assertion, expected: 'string?', found: 'string?', diff: 'string?' },
  'resource.sampled': { start: 'number', cpu_seconds: 'number', memory_bytes: 'number', processes: 'number', elapsed_ms: 'number' },
  'metric.recorded': { name: 'string', value: 'number', unit: 'string?', source: 'object?' },
  'artifact.collected': { path: 'string', size: 'number' },
  'leftover.found': { pid: 'number', command: 'string', found_by: 'string', ended: 'boolean' },
  'observer.error': { ...failedObserver, message: 'string', stack: 'string?', event_type: 'string', event_seq: 'number' },
  'observer.slow': { ...observer, mean_ms: 'number', worst_ms: 'number' },
  'observer.dropped': { ...failedObserver, count: 'number' },
  'observer.suspended': { ...failedObserver, errors: 'number' },
};
