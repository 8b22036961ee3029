import type { TestState } from '../../results';
import { l10n } from '../l10n';
import type { ShownTest } from './experiment';

/** What a test case may be filtered by; failures first. */
export const STATES = ['failed', 'error', 'running', 'passed', 'skipped', 'not-run'] as const;
export type StateName = (typeof STATES)[number];

export const ORDERS = ['file', 'state', 'duration'] as const;
export type OrderName = (typeof ORDERS)[number];

/** Which test cases are shown, and in which order. */
export interface Arrangement {
  /** Undefined: whatever their state. */
  readonly states?: ReadonlySet<StateName>;
  /** A part of a name, a pattern or a tag. */
  readonly text?: string;
  /** Whether a test case is one that the text means; undefined: all are. */
  readonly matches?: (test: ShownTest) => boolean;
  readonly order: OrderName;
}

export const AS_IN_FILE: Arrangement = { order: 'file' };

export const isFiltered = ({ states, text }: Arrangement): boolean => states !== undefined || text !== undefined;

/** Whether rows come, go or move as the states of test cases change. */
export const isArranged = (arrangement: Arrangement): boolean => isFiltered(arrangement) || arrangement.order !== 'file';

export function stateName(state: TestState | undefined): StateName {
  if (state === undefined) return 'not-run';
  switch (state.status) {
    case 'planned': return 'not-run';
    case 'queued': case 'running': return 'running';
    case 'finished': return ofOutcome(state.outcome);
    default: return state.status satisfies never;
  }
}

function ofOutcome(outcome: TestState['outcome']): StateName {
  switch (outcome) {
    case 'passed': case 'failed': case 'error': case 'skipped': return outcome;
    case 'interrupted': case undefined: return 'error';
    // It came to nothing.
    case 'cancelled': return 'not-run';
    default: return outcome satisfies never;
  }
}

export function stateText(state: StateName): string {
  switch (state) {
    case 'failed': return l10n.t('failed');
    case 'error': return l10n.t('errors');
    case 'running': return l10n.t('running');
    case 'passed': return l10n.t('passed');
    case 'skipped': return l10n.t('skipped');
    case 'not-run': return l10n.t('not run');
    default: return state satisfies never;
  }
}

export function orderText(order: OrderName): string {
  switch (order) {
    case 'file': return l10n.t('as in the file');
    case 'state': return l10n.t('failures first');
    case 'duration': return l10n.t('longest first');
    default: return order satisfies never;
  }
}

/** `failed or errors, name 'get'`; empty where there is no filter. */
export const filterText = ({ states, text }: Arrangement): string => [
  ...(states === undefined ? [] : [STATES.filter((state) => states.has(state)).map(stateText).join(l10n.t(' or '))]), ...(text === undefined ? [] : [l10n.t("name '{0}'", text)]),
].join(', ');

const fits = ({ states, matches }: Arrangement, test: ShownTest): boolean => (states?.has(stateName(test.state)) ?? true) && (matches?.(test) ?? true);

/** Those that are shown, in their order; those that are alike stay in the order of the file. */
export function arranged(tests: readonly ShownTest[], arrangement: Arrangement): readonly ShownTest[] {
  const shown = isFiltered(arrangement) ? tests.filter((test) => fits(arrangement, test)) : tests;
  switch (arrangement.order) {
    case 'file': return shown;
    case 'state': return sorted(shown, ({ state }) => STATES.indexOf(stateName(state)));
    // What has not ended has no duration yet.
    case 'duration': return sorted(shown, ({ state }) => (state?.status === 'finished' ? -(state.duration_ms ?? 0) : 1));
    default: return arrangement.order satisfies never;
  }
}

const sorted = (tests: readonly ShownTest[], rank: (test: ShownTest) => number): readonly ShownTest[] =>
  tests.map((test) => ({ test, rank: rank(test) })).sort((a, b) => a.rank - b.rank).map(({ test }) => test);
