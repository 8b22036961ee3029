import { isEventOf, type EventOf, type ExperimentEvent, type Warning } from '../events';
import { NO_ITEMS, type Change } from './change';
import type { TestState } from './run-state';

/** What an event warns of that breaks nothing. */
export function warningOf(event: ExperimentEvent): Warning | undefined {
  return isEventOf(event, 'service.warning') || isRecording(event) ? { message: event.message, ...(event.source === undefined ? {} : { source: event.source }) } : undefined;
}

/** Packets that are not recorded, alone among what breaks in execution environments, leave the verdict to the test. */
const isRecording = (event: ExperimentEvent): event is EventOf<'execution.environment_error'> =>
  isEventOf(event, 'execution.environment_error') && event.environment === 'record_pcap';

export function withWarning(test: TestState, event: ExperimentEvent, change: Change): TestState {
  const warning = warningOf(event);
  return warning === undefined ? test : change.fields(test, { warnings: [...test.warnings ?? NO_ITEMS, warning] });
}
