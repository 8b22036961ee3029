import type { BuiltInEvent } from './catalogue';
import { freezeDeep } from './freeze';

/** The draft as a whole event, frozen to its depth. `cause` below 0: there is none. */
export function withEnvelope(draft: { readonly type: string }, seq: number, time: string, run: string | undefined, cause: number): BuiltInEvent {
  const { type } = draft;
  // Written out: an object that gets its fields one by one or by a spread costs twice the time.
  const envelope = run === undefined
    ? (cause < 0 ? { schema: 1, seq, type, time } : { schema: 1, seq, type, time, cause })
    : (cause < 0 ? { schema: 1, seq, type, time, run } : { schema: 1, seq, type, time, run, cause });
  for (const key in draft) {
    const value = (draft as Readonly<Record<string, unknown>>)[key];
    if (typeof value === 'object') freezeDeep(value);
  }
  return Object.freeze(Object.assign(envelope, draft)) as unknown as BuiltInEvent;
}
