import type { ExperimentEvent } from '../../events';
import type { Output } from '../output';
import type { Reporter } from './reporter';

/** Every event as it happens, one JSON object a line, as in the journal. */
export class EventsReporter implements Reporter {
  constructor(private readonly out: Output) {}

  onEvent(event: ExperimentEvent): void {
    this.out.line(JSON.stringify(event));
  }
}
