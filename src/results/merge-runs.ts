import { OUTCOMES, type RunOutcome } from '../events';
import { NO_COUNTS } from './counts';
import type { RunState, TestState } from './run-state';
import { runSummary, type Conflict, type RunPart, type RunSummary } from './run-summary';

export interface MergedRuns {
  readonly state: RunState;
  /** In the order in which they began. */
  readonly parts: readonly RunPart[];
  /** Which run each test case is of, by its id. */
  readonly runOf: ReadonlyMap<string, string>;
  /** Test cases that several runs tell of, each with those runs; the last of them, the newest, counts. */
  readonly conflicts: readonly Conflict[];
  /** Runs that do not count, as another of them went on with them and tells of all their test cases. */
  readonly resumed: readonly ResumedPart[];
}

export interface ResumedPart {
  readonly run: string;
  /** The run that went on with it. */
  readonly by: string;
}

const WORST_FIRST: readonly RunOutcome[] = ['interrupted', 'cancelled', 'error', 'failed', 'passed'];

/**
 * Several runs of one experiment, as shards are, told as one: the union of their test cases. It began with the first of
 * them and finished with the last, its duration is that of the longest, its outcome the worst, and its name and folder
 * are those of the first. A run that another of them has resumed is told by that one.
 * @param runs at least one; all have ended, or are told as if.
 */
export function mergeRuns(runs: readonly [RunState, ...RunState[]]): MergedRuns {
  const resumed = runs.flatMap(({ run, order }) => {
    const by = runs.find((other) => other.resumes === run && other.run !== run && order.every((id) => Object.hasOwn(other.tests, id)));
    return by === undefined ? [] : [{ run, by: by.run }];
  });
  const sorted = runs.filter(({ run }) => !resumed.some((one) => one.run === run))
    .toSorted((a, b) => compare(a.started ?? '', b.started ?? '') || compare(a.run, b.run));
  const [first = runs[0]] = sorted;
  const owners = new Map<string, RunState[]>();
  for (const state of sorted) for (const id of state.order) owners.set(id, [...owners.get(id) ?? [], state]);
  const tests: { [id: string]: TestState } = {};
  for (const [id, states] of owners) {
    const test = states.at(-1)?.tests[id];
    if (test !== undefined) tests[id] = test;
  }
  const all = Object.values(tests);
  const counts = { ...NO_COUNTS, total: owners.size, flaky: all.filter(({ flaky }) => flaky === true).length };
  for (const outcome of OUTCOMES) counts[outcome] = all.filter((test) => test.outcome === outcome).length;
  const lost = lostOf(sorted, owners.size);
  const outcomes: readonly RunOutcome[] = [...(lost === undefined ? [] : ['error' as const]), ...sorted.map(({ outcome = 'interrupted' }) => outcome)];
  const finished = sorted.flatMap((state) => state.finished ?? []).sort().at(-1);
  const { shard: _shard, resumes: _resumes, sequence: _sequence, variables: _variables, ...head } = first;
  return {
    state: {
      // Of one alone it stays what it is.
      ...(sorted.length === 1 ? first : head), status: 'ended', outcome: WORST_FIRST.find((outcome) => outcomes.includes(outcome)) ?? 'interrupted',
      ...(finished === undefined ? {} : { finished }), duration_ms: Math.max(...sorted.map(({ duration_ms = 0 }) => duration_ms)),
      counts, order: mergedOrder(sorted), tests, errors: [...(lost === undefined ? [] : [{ message: lost }]), ...sorted.flatMap(({ errors }) => errors)], leftovers: sorted.flatMap(({ leftovers }) => leftovers),
    },
    parts: sorted.map(({ run, dir, outcome = 'interrupted', shard, sequence, variables }) => ({ run, dir, outcome, ...(shard === undefined ? {} : { shard }), ...sequence, ...(variables === undefined ? {} : { variables }) })),
    runOf: new Map([...owners].map(([id, states]) => [id, states.at(-1)?.run ?? ''])),
    conflicts: [...owners].flatMap(([test, states]) => (states.length > 1 ? [{ test, runs: states.map(({ run }) => run) }] : [])),
    resumed,
  };
}

/** What shards of one division do not tell of; a single run tells only of itself. */
function lostOf(runs: readonly RunState[], told: number): string | undefined {
  const shards = runs.flatMap(({ shard }) => shard ?? []);
  const [first] = shards;
  if (runs.length === 1 || first === undefined) return undefined;
  const total = Math.max(...shards.map(({ cases }) => cases.reduce((sum, count) => sum + count, 0)));
  if (told >= total) return undefined;
  const missing = first.cases.flatMap((count, index) => (count > 0 && !shards.some((shard) => shard.index === index + 1) ? [`${index + 1}/${first.of}`] : []));
  const why = missing.length > 0 ? `${missing.length === 1 ? 'shard' : 'shards'} ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing`
    : 'the shards were divided differently, as by different earlier runs or options';
  return `${total - told} of ${total} test cases ${total - told === 1 ? 'is' : 'are'} in none of these runs: ${why}`;
}

/** In the form of `run.json`; of one run exactly that. */
export function mergedSummary({ state, parts, runOf, conflicts }: MergedRuns): RunSummary {
  const { tests, ...head } = runSummary(state);
  if (parts.length === 1) return { ...head, tests };
  return {
    ...head, runs: parts, ...(conflicts.length === 0 ? {} : { conflicts }),
    tests: tests.map(({ id, ...test }) => ({ id, run: runOf.get(id) ?? '', ...test })),
  };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Each run's own order is kept; between runs what stands first in the file comes first. */
function mergedOrder(runs: readonly RunState[]): readonly string[] {
  if (runs.length === 1) return runs[0]?.order ?? [];
  // The first of its kind takes milliseconds to make: only where it is needed.
  const natural = new Intl.Collator('en', { numeric: true });
  const line = (state: RunState, id: string): number => state.tests[id]?.source.range.start.line ?? 0;
  const next = runs.map((state) => ({ state, at: 0 }));
  const order = new Set<string>();
  for (;;) {
    let best: { state: RunState; at: number } | undefined;
    let bestId = '';
    for (const one of next) {
      const id = one.state.order[one.at];
      if (id === undefined) continue;
      const before = best === undefined ? -1 : line(one.state, id) - line(best.state, bestId) || natural.compare(id, bestId);
      if (before < 0) [best, bestId] = [one, id];
    }
    if (best === undefined) return [...order];
    best.at += 1;
    order.add(bestId);
  }
}
