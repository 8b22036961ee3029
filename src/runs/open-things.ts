import { isBuiltInEvent, type BuiltInDraft, type BuiltInEvent, type EventOf, type ExperimentEvent } from '../events';

type Opening = EventOf<'step.started'> | EventOf<'service.starting'> | EventOf<'network.setup_started'>;

/** What has been announced and not yet ended, so that whatever ends a run early can still tell every end. */
export class OpenThings {
  readonly #open = new Map<string, Map<string, Opening>>();

  apply(event: ExperimentEvent): void {
    if (!isBuiltInEvent(event)) return;
    switch (event.type) {
      case 'step.started':
        return this.#add(`step ${event.index}`, event);
      case 'step.finished':
        return this.#remove(`step ${event.index}`, event);
      case 'service.starting':
        return this.#add(`service ${event.service ?? ''}`, event);
      case 'service.stopped':
        return this.#remove(`service ${event.service ?? ''}`, event);
      case 'network.setup_started':
        return this.#add(`network ${event.network}`, event);
      case 'network.teardown_complete':
        return this.#remove(`network ${event.network}`, event);
      default:
        return;
    }
  }

  /** The ends of what a test case has open, innermost first. `at` is when it all ended, in milliseconds. */
  endsOf(test: string, at: number): readonly BuiltInDraft[] {
    return [...(this.#open.get(test)?.values() ?? [])].reverse().map((event) => endOf(event, Math.max(0, at - Date.parse(event.time))));
  }

  #add(key: string, event: Opening): void {
    const test = event.test ?? '';
    const open = this.#open.get(test) ?? new Map<string, Opening>();
    this.#open.set(test, open.set(key, event));
  }

  #remove(key: string, event: BuiltInEvent): void {
    this.#open.get(event.test ?? '')?.delete(key);
  }
}

function endOf(event: Opening, duration_ms: number): BuiltInDraft {
  const { source } = event;
  const test = { ...(event.test === undefined ? {} : { test: event.test }), ...(source === undefined ? {} : { source }) };
  switch (event.type) {
    case 'step.started': {
      const { step, index, name, parent, kind } = event;
      const below = parent === undefined ? {} : { parent };
      return { type: 'step.finished', ...test, step, index, name, source: event.source, ...below, kind, outcome: 'cancelled', duration_ms, tries: 1, failures: [] };
    }
    case 'service.starting':
      return {
        type: 'service.stopped', ...test, ...(event.service === undefined ? {} : { service: event.service }),
        exit_code: null, signal: null, killed: true, expected: false, duration_ms,
      };
    case 'network.setup_started':
      return { type: 'network.teardown_complete', ...test, network: event.network, duration_ms: 0 };
    default:
      return event satisfies never;
  }
}
