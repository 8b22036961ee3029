import { isEventOf, type EventOf, type ExperimentEvent, type SourceRef } from '../../events';
import { printable } from '../text/printable';
import { placeText, type FailureReportOptions } from './failure-report';

/** Beyond this a terminal is no place to read; the journal has all of them. */
const MOST = 20;

export interface RunWarning {
  readonly test: string;
  readonly message: string;
  readonly source?: SourceRef;
}

/** What an event warns of that breaks nothing. */
export function warningOf(event: ExperimentEvent): RunWarning | undefined {
  return isEventOf(event, 'service.warning') || isRecording(event) ? { test: event.test ?? '', message: event.message, ...(event.source === undefined ? {} : { source: event.source }) } : undefined;
}

/** Packets that are not recorded, alone among what breaks in execution environments, leave the verdict to the test. */
const isRecording = (event: ExperimentEvent): event is EventOf<'execution.environment_error'> =>
  isEventOf(event, 'execution.environment_error') && event.environment === 'record_pcap';

/** The warnings of a run, for its summary. */
export class RunWarnings {
  #all: RunWarning[] = [];

  onEvent(event: ExperimentEvent): void {
    if (event.type === 'experiment.configured') this.#all = [];
    const warning = warningOf(event);
    if (warning !== undefined) this.#all.push(warning);
  }

  lines({ labels, colors, showPath }: FailureReportOptions): readonly string[] {
    if (this.#all.length === 0) return [];
    const shown = this.#all.slice(0, MOST).map(({ test, message, source }) => {
      const at = source === undefined ? '' : ` at ${colors.cyan(placeText(source, showPath))}`;
      return `   ${labels.of(test)}: ${colors.yellow(printable(message))}${at}`;
    });
    const rest = this.#all.length - shown.length;
    return ['', colors.bold('Warnings'), ...shown, ...(rest === 0 ? [] : [`   … and ${rest} more, all in events.jsonl`]), ''];
  }
}
