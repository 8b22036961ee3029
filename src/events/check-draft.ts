import type { BuiltInType } from './catalogue';
import { didYouMean } from './closest';
import { EVENT_TYPE } from './event-type';
import { payloadOf, type EventDefinition } from './define-event';
import { PAYLOAD_FIELDS } from './payload-fields';
import { whyNotPlain } from './plain-data';

const SUBJECT = ['test', 'service', 'plugin'] as const;
const GIVEN_BY_THE_MANAGER = ['schema', 'seq', 'time', 'run'] as const;

interface Field {
  readonly name: string;
  readonly base: string;
  readonly kind: string;
  readonly missing: boolean;
  readonly nullable: boolean;
}

const fields = new Map<string, readonly Field[]>(Object.entries(PAYLOAD_FIELDS).map(([type, kinds]) => [type,
  Object.entries<string>(kinds).map(([name, kind]) => ({
    name, kind, base: kind.replace(/\|null|\?/g, ''), missing: kind.endsWith('?'), nullable: kind.includes('|null'),
  }))]));

/** @throws TypeError when this cannot become an event: no or a bad type, a built-in's name with a wrong payload, data that is not JSON or too much. */
export function checkDraft(draft: object, definitions: ReadonlyMap<string, EventDefinition>): void {
  const type: unknown = (draft as { readonly type?: unknown }).type;
  const known = typeof type === 'string' ? fields.get(type) : undefined;
  if (known !== undefined) checkBuiltIn(type as BuiltInType, known, draft as Record<string, unknown>);
  else checkCustom(type, draft as Record<string, unknown>, definitions);
}

function checkBuiltIn(type: BuiltInType, known: readonly Field[], draft: Readonly<Record<string, unknown>>): void {
  for (let index = 0; index < known.length; index += 1) {
    const field = known[index];
    if (field === undefined) break;
    const value = draft[field.name];
    if (typeof value === field.base && value !== null) continue;
    if (value === undefined ? field.missing : value === null ? field.nullable : field.base === 'array' && Array.isArray(value)) continue;
    throw new TypeError(`Event '${type}': expected ${field.name} to be ${article(field.kind)}, found ${kindOf(value)}`);
  }
}

function checkCustom(type: unknown, draft: Readonly<Record<string, unknown>>, definitions: ReadonlyMap<string, EventDefinition>): void {
  if (typeof type !== 'string' || type === '') throw new TypeError(`Expected an event with a type as in 'quic.packet_lost', found ${kindOf(type)}`);
  if (!EVENT_TYPE.test(type)) throw new TypeError(`Expected words joined by '.' as the event's type, as in 'quic.packet_lost', found '${type}'.${didYouMean(type, [...fields.keys()])}`);
  for (const name of GIVEN_BY_THE_MANAGER) {
    if (draft[name] !== undefined) throw new TypeError(`Event '${type}': ${name} is given by the EventManager, it cannot be set`);
  }
  for (const name of SUBJECT) {
    if (draft[name] !== undefined && typeof draft[name] !== 'string') throw new TypeError(`Event '${type}': expected ${name} to be a string, found ${kindOf(draft[name])}`);
  }
  const wrong = whyNotPlain(draft, 'the event');
  if (wrong !== undefined) throw new TypeError(`Event '${type}': ${wrong}; an event is plain JSON data of at most 1 MiB (put more into a file and name it)`);
  definitions.get(type)?.check(payloadOf(draft));
}

const article = (kind: string): string => {
  const words = kind.replace('?', '').split('|').map((word) => (/^[aeiou]/.test(word) ? `an ${word}` : word === 'null' ? word : `a ${word}`)).join(' or ');
  return words;
};

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (typeof value === 'string') return `'${value.length > 40 ? `${value.slice(0, 40)}…` : value}'`;
  return Array.isArray(value) ? 'an array' : typeof value === 'object' ? 'an object' : `${typeof value} ${String(value)}`;
}

