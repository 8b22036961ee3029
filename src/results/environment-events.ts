import type { BuiltInEvent, Phase } from '../events';
import type { Change } from './change';
import type { TestState } from './run-state';
import { withWarning } from './warnings';

export type EnvironmentEvent = Extract<BuiltInEvent, { type: `network.${string}` | `execution.${string}` }>;

/** Environments show in a test case as the phase it is in; what breaks in them arrives as `test_case.error`. */
export function reduceEnvironment(test: TestState, event: EnvironmentEvent, change: Change): TestState {
  const warned = withWarning(test, event, change);
  const phase = phaseOf(event.type);
  return phase === undefined || test.status !== 'running' ? warned : change.fields(warned, { phase });
}

function phaseOf(type: EnvironmentEvent['type']): Phase | undefined {
  switch (type) {
    case 'network.setup_started':
      return 'network_setup';
    case 'network.ready':
    case 'execution.environment_ready':
    case 'execution.environment_error':
      return 'execution_environment';
    case 'network.teardown_started':
      return 'network_teardown';
    case 'network.teardown_complete':
    case 'network.error':
      return undefined;
    default:
      return type satisfies never;
  }
}
