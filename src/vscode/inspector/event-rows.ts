import type { ExperimentEvent } from '../../events';
import type { EventIndex } from '../../results';
import { eventWords } from './event-words';
import { offsetText } from './offset-text';
import type { Link, Row } from './protocol';

/** Events as the page shows them. */
export class EventRows {
  constructor(private readonly index: EventIndex) {}

  row(position: number, event: ExperimentEvent): Row {
    const { text, level } = eventWords(event);
    return {
      seq: event.seq, offset: this.offset(position), clock: clock(this.index.time(position)), type: event.type,
      test: event.test ?? '', service: event.service ?? '', words: text, level,
    };
  }

  link(position: number, event: ExperimentEvent): Link {
    return { seq: event.seq, offset: this.offset(position), type: event.type, words: eventWords(event).text };
  }

  /** How long after the run's first event. */
  offset(position: number): string {
    return offsetText(this.index.time(position) - this.index.time(0));
  }
}

const two = (value: number): string => String(value).padStart(2, '0');

/** The local time of day. */
function clock(ms: number): string {
  const date = new Date(ms);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}
