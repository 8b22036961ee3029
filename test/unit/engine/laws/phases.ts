import type { ExperimentEvent } from '../../../../src/events';
import type { LifePhase } from './faults';

/** The id of the step after which the victim's assertions come. */
export const LAST_STEP = 'last';

/** In which part of its life each test case is, as its events tell. */
export class Phases {
  readonly #now = new Map<string, { readonly phase: LifePhase; readonly nth: number }>();

  apply(event: ExperimentEvent): void {
    const { type, test } = event;
    if (test === undefined || type.startsWith('custom.')) return;
    const before = this.#now.get(test);
    const phase = phaseAfter(event, before?.phase ?? 'before');
    this.#now.set(test, { phase, nth: before?.phase === phase ? before.nth + 1 : 0 });
  }

  of(test: string): LifePhase {
    return this.#now.get(test)?.phase ?? 'before';
  }

  /** The how manieth event of its phase the last one was, from 0. */
  nth(test: string): number {
    return this.#now.get(test)?.nth ?? 0;
  }
}

function phaseAfter(event: ExperimentEvent, before: LifePhase): LifePhase {
  switch (event.type) {
    case 'test_case.queued': case 'test_case.retrying':
      return 'before';
    case 'network.setup_started':
      return 'network_setup';
    case 'network.ready':
      return 'execution_environment';
    case 'execution.environment_ready': case 'service.starting':
      return before === 'execution_environment' ? 'services' : before;
    case 'test_case.setup_complete':
      return 'services';
    case 'test_case.execution_started':
      return 'steps';
    case 'step.finished': case 'step.skipped':
      return 'step' in event && event.step === LAST_STEP ? 'assertions' : before;
    case 'service.stopping':
      return 'reason' in event && event.reason === 'the test is over' ? 'services_stop' : before;
    case 'leftover.found':
      return 'services_stop';
    case 'artifact.collected': case 'test_case.results_collected':
      return 'results';
    case 'network.teardown_started': case 'network.teardown_complete':
      return 'network_teardown';
    default:
      return before;
  }
}
