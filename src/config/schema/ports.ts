import * as z from 'zod';
import { record } from './record';
import { id, wholeNumber } from './leaves';

export const MOST_IN_A_ROW = 100;
const RANGE = /^auto\*([1-9]\d?|100)$/;
const PORT = 'auto, so many free ports in a row as in auto*4 (100 at most), or a port number from 1 to 65535';
const number = wholeNumber(1, 65_535, PORT);
const row = z.string({ error: PORT }).regex(RANGE, { error: PORT }).transform((text) => ({ inARow: Number(RANGE.exec(text)?.[1] ?? 1) }));
const port = z.union([z.literal('auto'), number, row], { error: PORT });

/** `[[address:]host:]container[/protocol]`; without a host port it is a free one. */
const PUBLISHED = /^(?:(?:(?:\d{1,3}(?:\.\d{1,3}){3}|\[[\da-f:]+\]):)?(auto|\d{1,5}):)?(\d{1,5})(?:\/(?:tcp|udp|sctp))?$/;
const ENTRY = 'a port such as "8443:4443" (the second names it, the first is its number on this machine), or "4443" for a free one; with names they are a map, as { http: auto }';
const published = z.union([z.int(), z.string()], { error: ENTRY })
  .refine((given) => {
    const [, host = 'auto', name] = PUBLISHED.exec(String(given)) ?? [];
    return [name, ...(host === 'auto' ? [] : [host])].every((one) => number.safeParse(one).success);
    // Else the check of the whole list meets an entry that was never taken apart.
  }, { error: ENTRY, abort: true })
  .transform((given): readonly [string, number | 'auto'] => {
    const [, host = 'auto', name = ''] = PUBLISHED.exec(String(given)) ?? [];
    return [String(Number(name)), host === 'auto' ? 'auto' : Number(host)];
  });
const list = z.array(published, { error: 'a list of ports' })
  .superRefine((entries, { addIssue }) => entries.forEach(([name, host], index) => {
    const other = entries.slice(0, index).find(([earlier]) => earlier === name);
    if (other !== undefined && other[1] !== host) addIssue({ code: 'custom', path: [index], message: `on port ${other[1]} of this machine, as above: a port of the service has one there` });
  }))
  .transform((entries) => Object.fromEntries(entries));

/** By name, or PANTHER's list, where each is named by its port in the container. */
export const ports = z.union([record(id, port), list], { error: 'a map of port names, each auto, auto*4 or a number, or a list as in ["4443:4443"]' });

/** The name of an entry of the list; undefined where it cannot be known yet. */
export const nameOfEntry = (text: string): string | undefined => /(?:^|:)(\d{1,5})(?:\/\w+)?$/.exec(text)?.[1];

/** So many ports in a row, as far as a text tells it. */
export const inARow = (text: string): number | undefined => {
  const count = RANGE.exec(text)?.[1];
  return count === undefined ? undefined : Number(count);
};
