import type { EventIndex } from '../../results';

/** More than this nobody reads. */
const LONGEST = 100;

/** The positions of the events that led to this one, the first cause first. */
export function causesOf(index: EventIndex, position: number): readonly number[] {
  const chain: number[] = [];
  for (let at = index.cause(position); at !== 0 && chain.length < LONGEST;) {
    const found = index.find(at);
    // Of a damaged journal: a cause that is missing, or not earlier.
    if (found === undefined || found >= (chain[0] ?? position)) break;
    chain.unshift(found);
    at = index.cause(found);
  }
  return chain;
}

/** The positions of the events that were published during this one's delivery, and how many more there are. */
export function answersTo(index: EventIndex, position: number): { readonly shown: readonly number[]; readonly more: number } {
  const seq = index.seq(position);
  const shown: number[] = [];
  let more = 0;
  for (let at = position + 1; at < index.length; at += 1) {
    if (index.cause(at) !== seq) continue;
    if (shown.length < LONGEST) shown.push(at);
    else more += 1;
  }
  return { shown, more };
}
