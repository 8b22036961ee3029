import { isDeepStrictEqual } from 'node:util';
import { EVENT_TYPE, isBuiltInType, payloadProblem, whyNotPlain } from '../../events';
import type { DirectRule, Finding } from '../rule';
import type { JournalFacts } from './journal-facts';

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

export const ENVELOPE_RULES: readonly DirectRule<JournalFacts>[] = [
  {
    id: 'R01', area: 'envelope', says: 'seq counts the events of a run from 1, without a gap',
    *check({ events }) {
      for (const [index, { seq }] of events.entries()) if (seq !== index + 1) yield { message: `expected seq ${index + 1}, found ${seq}`, seq };
    },
  },
  {
    id: 'R02', area: 'envelope', says: 'every event has schema 1, a dotted type, and an ISO 8601 time in UTC with milliseconds',
    *check({ events }) {
      for (const { seq, schema, type, time } of events) {
        if (schema !== 1) yield { message: `expected schema 1, found ${String(schema)}`, seq };
        if (!EVENT_TYPE.test(type)) yield { message: `expected a type of words joined by dots, found '${type}'`, seq };
        if (!TIME.test(time) || Number.isNaN(Date.parse(time))) yield { message: `expected a time as in 2026-01-31T12:00:00.000Z, found '${time}'`, seq };
      }
    },
  },
  {
    id: 'R03', area: 'envelope', says: 'all events of a journal belong to one run',
    *check({ events: [first, ...others] }) {
      for (const { run, seq } of others) if (run !== first?.run) yield { message: `expected run ${String(first?.run)}, found ${String(run)}`, seq };
    },
  },
  {
    id: 'R04', area: 'envelope', says: 'a cause is the seq of an earlier event',
    *check({ events }) {
      const known = new Set<number>();
      for (const { cause, seq } of events) {
        if (cause !== undefined && !known.has(cause)) yield { message: `its cause ${cause} did not come before it`, seq };
        known.add(seq);
      }
    },
  },
  {
    id: 'R05', area: 'envelope', says: 'a built-in event has the fields of its type',
    *check({ events }) {
      for (const event of events) {
        const problem = isBuiltInType(event.type) ? payloadProblem(event) : undefined;
        if (problem !== undefined) yield { message: problem, seq: event.seq };
      }
    },
  },
  {
    id: 'R06', area: 'envelope', says: 'an event is plain JSON data, the same after it was written and read',
    *check({ events }) {
      for (const event of events) {
        const problem = whyNotPlain(event, 'the event') ?? (isDeepStrictEqual(JSON.parse(JSON.stringify(event)), withoutUndefined(event)) ? undefined : 'it reads back as something else');
        if (problem !== undefined) yield { message: problem, seq: event.seq };
      }
    },
  },
  {
    id: 'R07', area: 'envelope', says: 'no duration is negative',
    *check({ built }) {
      for (const event of built) {
        for (const [key, value] of Object.entries(event)) {
          if (key.endsWith('_ms') && typeof value === 'number' && !(value >= 0)) yield { message: `${event.type}: ${key} is ${value}`, seq: event.seq };
        }
      }
    },
  },
  {
    id: 'R08', area: 'envelope', says: 'a source names a file, and a range that does not end before it begins',
    *check({ built }) {
      for (const event of built) yield* sourceFindings(event, event.seq, event.type);
    },
  },
];

function* sourceFindings(value: object, seq: number, at: string): Generator<Finding> {
  for (const [key, inner] of Object.entries(value) as [string, unknown][]) {
    if (typeof inner !== 'object' || inner === null) continue;
    if (key === 'source' && !isSource(inner)) yield { message: `${at}.source is no place in a file: ${JSON.stringify(inner)}`, seq };
    else yield* sourceFindings(inner, seq, `${at}.${key}`);
  }
}

function isSource(value: object): boolean {
  const { file, path, range } = value as { readonly [key: string]: unknown };
  if (typeof file !== 'string' || file === '' || typeof path !== 'string' || typeof range !== 'object' || range === null) return false;
  const { start, end } = range as { readonly [key: string]: unknown };
  return isPosition(start) && isPosition(end) && (start.line < end.line || (start.line === end.line && start.column <= end.column));
}

function isPosition(value: unknown): value is { readonly line: number; readonly column: number } {
  if (typeof value !== 'object' || value === null) return false;
  const { line, column } = value as { readonly [key: string]: unknown };
  return [line, column].every((number) => Number.isSafeInteger(number) && (number as number) >= 1);
}

/** As JSON leaves it out. */
function withoutUndefined(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutUndefined);
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined).map(([key, inner]) => [key, withoutUndefined(inner)]));
}
