import { recount } from './counts';
import type { RunState, TestState } from './run-state';

/** A run as a report tells it that has no end yet, or never got one: what has not finished counts as interrupted. @param at when it was last heard of, ISO 8601 */
export function asEnded(state: RunState, at: string, reason: string): RunState {
  if (state.status === 'ended') return state;
  const { started, order, tests } = state;
  const since = (from: string | undefined): number => (from === undefined ? 0 : Math.max(0, Date.parse(at) - Date.parse(from)));
  const ended: { [id: string]: TestState } = {};
  let { counts } = state;
  for (const id of order) {
    const test = tests[id];
    if (test === undefined) continue;
    const open = test.outcome === undefined;
    if (open) counts = recount(counts, undefined, 'interrupted');
    ended[id] = open ? { ...test, status: 'finished', outcome: 'interrupted', reason, duration_ms: since(test.started) } : test;
  }
  return { ...state, status: 'ended', outcome: 'interrupted', duration_ms: since(started), counts, tests: ended };
}
