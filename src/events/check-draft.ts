import type { BuiltInType } from './catalogue';
import { didYouMean } from './closest';
import { EVENT_TYPE } from './event-type';
import { messageOf } from './message-of';
import { payloadOf, type EventDefinition } from './define-event';
import { PAYLOAD_FIELDS } from './payload-fields';
import { PAYLOAD_SHAPES, source } from './payload-shapes';
import { whyNotPlain } from './plain-data';
import { optional, type Shape } from './shape';
import { USUAL } from './usual-payloads';

const SUBJECT = ['test', 'service', 'plugin'] as const;
const GIVEN_BY_THE_MANAGER = ['schema', 'seq', 'time', 'run'] as const;

interface Field {
  readonly name: string;
  readonly base: string;
  readonly kind: string;
  readonly missing: boolean;
  readonly nullable: boolean;
  /** What it must be besides. */
  readonly shape: Shape | undefined;
}

interface Payload {
  readonly isUsual: ((event: { readonly [field: string]: unknown }) => boolean) | undefined;
  readonly fields: ReadonlyMap<string, Field>;
  readonly required: number;
}

const shapes: { readonly [type: string]: { readonly [field: string]: Shape } } = PAYLOAD_SHAPES;

const payloads = new Map<string, Payload>(Object.entries(PAYLOAD_FIELDS).map(([type, kinds]) => {
  // Any event may say whose it is, and where in the file it comes from.
  const fields = Object.entries<string>({ source: 'object?', ...Object.fromEntries(SUBJECT.map((name) => [name, 'string?'])), ...kinds }).map(([name, kind]): Field => ({
    name, kind, base: kind.replace(/\|null|\?/g, ''), missing: kind.endsWith('?'), nullable: kind.includes('|null'), shape: shapes[type]?.[name] ?? (name === 'source' ? optional(source) : undefined),
  }));
  return [type, { isUsual: USUAL[type as BuiltInType], fields: new Map(fields.map((field) => [field.name, field])), required: fields.filter(({ missing }) => !missing).length }];
}));

/** @throws TypeError when this cannot become an event: no or a bad type, a built-in's name with a wrong payload, data that is not JSON or too much. */
export function checkDraft(draft: object, definitions: ReadonlyMap<string, EventDefinition>): void {
  const type: unknown = (draft as { readonly type?: unknown }).type;
  const payload = typeof type === 'string' ? payloads.get(type) : undefined;
  if (payload === undefined) checkCustom(type, draft as Record<string, unknown>, definitions);
  else if (!isPlainlySound(payload, draft as Record<string, unknown>)) checkBuiltIn(type as BuiltInType, payload, draft as Record<string, unknown>);
}

/** Says what of a built-in event's payload is not as its type asks; undefined when nothing is. */
export function payloadProblem(event: { readonly type: string }): string | undefined {
  const payload = payloads.get(event.type);
  const told = event as unknown as Record<string, unknown>;
  if (payload === undefined || (payload.isUsual?.(told) === true && hasUsualSubject(told))) return undefined;
  try {
    if (!isPlainlySound(payload, told)) checkBuiltIn(event.type as BuiltInType, payload, told);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

const isMaybeText = (value: unknown): boolean => value === undefined || typeof value === 'string';
const hasUsualSubject = ({ test, service, plugin }: Readonly<Record<string, unknown>>): boolean => isMaybeText(test) && isMaybeText(service) && isMaybeText(plugin);

/** Passes nearly all drafts in a third of the time: it looks at what is there, not at all that could be. */
function isPlainlySound({ fields, required }: Payload, draft: Readonly<Record<string, unknown>>): boolean {
  let missing = required;
  for (const name in draft) {
    const field = fields.get(name);
    if (field === undefined) continue;
    const value = draft[name];
    if (!isOf(field.base, value)) return false;
    if (field.shape !== undefined && field.shape(value) !== undefined) return false;
    if (!field.missing) missing -= 1;
  }
  return missing === 0;
}

/** A number that JSON does not know would be lost in the journal. */
const isOf = (base: string, value: unknown): boolean =>
  (base === 'array' ? Array.isArray(value) : typeof value === base && value !== null && !Array.isArray(value) && (base !== 'number' || Number.isFinite(value)));

function checkBuiltIn(type: BuiltInType, { fields }: Payload, draft: Readonly<Record<string, unknown>>): void {
  for (const { name, base, kind, missing, nullable, shape } of fields.values()) {
    const value = draft[name];
    if (!(value === undefined ? missing : value === null ? nullable : isOf(base, value))) {
      throw new TypeError(`Event '${type}': expected ${name} to be ${article(kind)}, found ${kindOf(value)}`);
    }
    const problem = value === undefined || value === null ? undefined : shape?.(value);
    if (problem !== undefined) throw new TypeError(`Event '${type}': ${name}${problem}`);
  }
}

function checkCustom(type: unknown, draft: Readonly<Record<string, unknown>>, definitions: ReadonlyMap<string, EventDefinition>): void {
  if (typeof type !== 'string' || type === '') throw new TypeError(`Expected an event with a type as in 'quic.packet_lost', found ${kindOf(type)}`);
  if (!EVENT_TYPE.test(type)) throw new TypeError(`Expected words joined by '.' as the event's type, as in 'quic.packet_lost', found '${type}'.${didYouMean(type, [...payloads.keys()])}`);
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

const article = (kind: string): string =>
  kind.replace('?', '').split('|').map((word) => (word === 'null' ? word : `${/^[aeiou]/.test(word) ? 'an' : 'a'} ${word}`)).join(' or ');

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (typeof value === 'string') return `'${value.length > 40 ? `${value.slice(0, 40)}…` : value}'`;
  return Array.isArray(value) ? 'an array' : typeof value === 'object' ? 'an object' : `${typeof value} ${String(value)}`;
}

