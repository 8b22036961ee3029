import { isDeepStrictEqual } from 'node:util';
import type { BuiltInType, ExperimentEvent } from '../events';

/** A type, fields that an event must have (all of `type`, `test` and whatever else is given), or a predicate. */
export type EventCondition = BuiltInType | (string & {}) | { readonly [field: string]: unknown } | ((event: ExperimentEvent) => boolean);

export function meets(event: ExperimentEvent, condition: EventCondition): boolean {
  if (typeof condition === 'string') return event.type === condition;
  if (typeof condition === 'function') return condition(event);
  return contains(event, condition);
}

/** Maps: subset; lists and everything else: equal; a regular expression: the text matches. */
function contains(found: unknown, wanted: unknown): boolean {
  if (wanted instanceof RegExp) return typeof found === 'string' && wanted.test(found);
  if (typeof wanted !== 'object' || wanted === null || Array.isArray(wanted)) return isDeepStrictEqual(found, wanted);
  if (typeof found !== 'object' || found === null) return false;
  return Object.entries(wanted).every(([key, value]) => contains(Reflect.get(found, key), value));
}

export function conditionText(condition: EventCondition): string {
  if (typeof condition === 'string') return condition;
  if (typeof condition === 'function') return condition.name === '' ? 'an event that meets a function' : condition.name;
  const { type, ...fields } = condition;
  return [typeof type === 'string' ? type : 'any event', ...Object.entries(fields).map(([key, value]) => `${key}=${value instanceof RegExp ? String(value) : JSON.stringify(value)}`)].join(' ');
}

/** One line; of the fields, those that the condition beside it names, and what tells events of a type apart. */
export function eventText(event: ExperimentEvent, beside?: EventCondition): string {
  const named = typeof beside === 'object' ? Object.keys(beside) : [];
  const fields = [...new Set(['test', 'service', 'name', 'outcome', ...named])].filter((field) => field !== 'type' && Reflect.get(event, field) !== undefined);
  return [event.type, ...fields.map((field) => `${field}=${JSON.stringify(Reflect.get(event, field))}`)].join(' ');
}
