import type { BuiltInEvent } from '../events';
import type { Change } from './change';
import type { ServiceState, TestState } from './run-state';
import { withWarning } from './warnings';

export type ServiceEvent = Extract<BuiltInEvent, { type: `service.${string}` }>;

/** Applies an event about a service of a test case. */
export function reduceService(test: TestState, event: ServiceEvent, change: Change): TestState {
  if (event.type === 'service.output') return test;
  const service = event.service === undefined ? undefined : test.services[event.service];
  if (service === undefined) {
    if (event.type !== 'service.starting' || event.service === undefined) return test;
    return reduceService(withService(test, {
      name: event.service, source: event.source, status: 'planned', ports: {}, starts: 0, exit_code: null, signal: null, killed: false,
    }, change), event, change);
  }
  switch (event.type) {
    case 'service.starting': {
      const { pid: _pid, ready_ms: _readyMs, message: _message, ...rest } = service;
      const phase = test.phase === 'network_setup' || test.phase === 'execution_environment' ? 'services' : test.phase;
      return withService(phase === undefined ? test : change.fields(test, { phase }), {
        ...rest, status: 'starting', ports: event.ports, starts: Math.max(event.start, service.starts), exit_code: null, signal: null, killed: false,
      }, change);
    }
    case 'service.ready':
      return withService(test, { ...service, status: 'ready', pid: event.pid, ready_ms: event.ready_ms, ports: event.ports }, change);
    case 'service.stopping': {
      // A stop while a step runs is that step's; otherwise the teardown has begun.
      const tearingDown = test.status === 'running' && !test.steps.some((step) => step.status === 'running');
      return withService(tearingDown ? change.fields(test, { phase: 'services_stop' }) : test, { ...service, status: 'stopping' }, change);
    }
    case 'service.stopped':
      return withService(test, {
        ...service, status: service.status === 'error' ? 'error' : 'stopped',
        exit_code: event.exit_code, signal: event.signal, killed: event.killed,
      }, change);
    case 'service.error':
      return withService(test, { ...service, status: 'error', message: event.message }, change);
    case 'service.warning': {
      const warned = withWarning(test, event, change);
      return service.status === 'error' ? warned : withService(warned, { ...service, message: event.message }, change);
    }
    case 'service.restarting':
      return withService(test, { ...service, status: 'starting', message: event.reason }, change);
    default:
      return event satisfies never;
  }
}

const withService = (test: TestState, service: ServiceState, change: Change): TestState => change.named(test, 'services', service.name, service);
