import { messageOf } from './message-of';
import { isBuiltInType, type CustomEvent, type Envelope } from './catalogue';
import { EVENT_TYPE } from './event-type';
import type { ExperimentEvent } from './catalogue';

const ENVELOPE: ReadonlySet<string> = new Set(['schema', 'seq', 'type', 'time', 'run', 'test', 'service', 'plugin', 'cause'] satisfies (keyof Envelope | 'type')[]);

type Subject = Partial<Pick<Envelope, 'test' | 'service' | 'plugin' | 'cause'>>;
type CustomName = string & { readonly custom?: never };

/** Returns the payload as it shall be published, or throws what is wrong with it; `{ parse }` fits zod and its like. */
export type PayloadValidator<P> = ((payload: unknown) => P) | { parse(payload: unknown): P };

export type DefinedEvent<T extends string, P extends object> = Envelope & { readonly type: T & CustomName } & Readonly<P>;

/** A custom event type: its name, its payload's TypeScript type, and the check of it. */
export interface EventDefinition<T extends string = string, P extends object = object> {
  readonly type: T;
  /** Checks a payload. @throws TypeError which names the type and says what is wrong. */
  check(payload: unknown): P;
  /** The event for `publishEvent`. @throws TypeError when the payload is wrong. */
  draft(payload: P, subject?: Subject): Subject & { readonly type: T & CustomName } & P;
  /** Whether an event is of this type and has a sound payload. */
  matches(event: ExperimentEvent): event is DefinedEvent<T, P> & CustomEvent;
}

/**
 * Defines a custom event type. Give it to `EventManager.define`, and every event of this type is checked, whoever publishes it.
 * @throws TypeError when the name is not a dotted one or belongs to a built-in type.
 */
export function defineEvent<T extends string, P extends object>(type: T, validator: PayloadValidator<P>): EventDefinition<T, P> {
  if (!EVENT_TYPE.test(type)) throw new TypeError(`Expected an event type as in 'quic.packet_lost', found '${type}'`);
  if (isBuiltInType(type)) throw new TypeError(`'${type}' is a built-in event type; give yours another name`);
  const parse = typeof validator === 'function' ? validator : (payload: unknown) => validator.parse(payload);
  const check = (payload: unknown): P => {
    try {
      return parse(payload);
    } catch (error) {
      throw new TypeError(`Event '${type}': ${messageOf(error)}`, { cause: error });
    }
  };
  return {
    type, check,
    draft: (payload, subject = {}) => ({ ...subject, ...check(payload), type }),
    matches: (event): event is DefinedEvent<T, P> & CustomEvent => {
      if (event.type !== type) return false;
      try {
        parse(payloadOf(event));
        return true;
      } catch {
        return false;
      }
    },
  };
}

/** An event or draft without its envelope. */
export function payloadOf(event: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(event).filter(([name]) => !ENVELOPE.has(name)));
}
