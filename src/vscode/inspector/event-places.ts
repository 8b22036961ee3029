import type { ExperimentEvent, SourceRef } from '../../events';
import type { IndexedJournal, RunState, TestState } from '../../results';
import type { Group } from '../tree/nodes';

/** A row of the Experiments tree; without a test case the experiment's own. */
export interface TreePlace {
  readonly test?: string;
  readonly detail?: { readonly group: Group; readonly key: string };
}

/** Log files, relative to the run's folder with slashes, of which the first that has anything is meant; and a byte in it. */
export interface LogPlace {
  readonly files: readonly string[];
  readonly byte: number;
  /** Where what is meant ends, if it has a length. */
  readonly end?: number;
}

/** Where in the config the event has its reason: its own place, else that of what it speaks of. */
export function sourceOfEvent(event: ExperimentEvent, state: RunState): SourceRef | undefined {
  const own = field(event, 'source');
  if (isSource(own)) return own;
  const test = testOf(event, state);
  if (test === undefined) return state.source;
  const service = event.service === undefined || !Object.hasOwn(test.services, event.service) ? undefined : test.services[event.service];
  return service?.source ?? test.source;
}

export function treePlaceOf(event: ExperimentEvent): TreePlace {
  const { test } = event;
  if (test === undefined) return {};
  const detail = detailOf(event);
  return detail === undefined ? { test } : { test, detail };
}

function detailOf(event: ExperimentEvent): TreePlace['detail'] {
  const [kind] = event.type.split('.');
  const key = (name: string): string => String(field(event, name) ?? '');
  switch (kind) {
    case 'step': return { group: 'steps', key: key('index') };
    case 'assertion': return { group: 'assertions', key: key('index') };
    case 'metric': return { group: 'metrics', key: key('name') };
    case 'artifact': return { group: 'artifacts', key: key('path') };
    default: return event.service === undefined ? undefined : { group: 'services', key: event.service };
  }
}

/** The log at the moment of the event: what a step wrote, else where the service's, or the test case's, output was then. */
export async function logPlaceOf(journal: IndexedJournal, position: number, event: ExperimentEvent, state: RunState): Promise<LogPlace | undefined> {
  const test = testOf(event, state);
  if (test === undefined) return undefined;
  if (event.type.startsWith('step.')) {
    const logs = test.steps.find((step) => step.index === field(event, 'index'))?.logs ?? [];
    return logs.length === 0 ? undefined : { files: logs.map((log) => `${test.dir}/${log}`), byte: 0 };
  }
  if (event.type === 'service.output') return outputPlace(event, test, 'all');
  const last = lastOutput(journal, position);
  const output = last === undefined ? undefined : (await journal.read([last])).get(last);
  return output === undefined ? undefined : outputPlace(output, test, 'end');
}

/** What an output event speaks of: all of it, or where it ends. */
function outputPlace(event: ExperimentEvent, test: TestState, part: 'all' | 'end'): LogPlace | undefined {
  const [file, from, to] = [field(event, 'file'), field(event, 'from'), field(event, 'to')];
  if (typeof file !== 'string' || typeof from !== 'number' || typeof to !== 'number') return undefined;
  const files = [`${test.dir}/${file}`];
  return part === 'all' ? { files, byte: from, end: to } : { files, byte: to };
}

/** The last output before a position: of the same service, or of any service of the test case. */
function lastOutput({ index }: IndexedJournal, position: number): number | undefined {
  const output = index.types.find('service.output');
  if (output === undefined) return undefined;
  const [test, service] = [index.testNumber(position), index.serviceNumber(position)];
  for (let at = position - 1; at >= 0; at -= 1) {
    if (index.typeNumber(at) === output && index.testNumber(at) === test && (service === 0 || index.serviceNumber(at) === service)) return at;
  }
  return undefined;
}

const testOf = ({ test }: ExperimentEvent, { tests }: RunState): TestState | undefined =>
  (test !== undefined && Object.hasOwn(tests, test) ? tests[test] : undefined);

const field = (event: object, name: string): unknown => (Object.hasOwn(event, name) ? Reflect.get(event, name) : undefined);

function isSource(value: unknown): value is SourceRef {
  return typeof value === 'object' && value !== null && typeof field(value, 'file') === 'string' && isRange(field(value, 'range'));
}

const isRange = (value: unknown): boolean => typeof value === 'object' && value !== null && isPosition(field(value, 'start')) && isPosition(field(value, 'end'));
const isPosition = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && typeof field(value, 'line') === 'number' && typeof field(value, 'column') === 'number';
