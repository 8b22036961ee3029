import type { Phase } from '../../events';
import type { TestState } from '../../results';
import { l10n } from '../l10n';
import { outcomeText } from '../model/counts-text';
import { shortDuration, spokenDuration } from '../model/durations';
import type { ShownTest } from '../model/experiment';
import { needsAttention } from '../model/failures';
import { hasDetails } from './children';
import { dimmed, outcomeIcon, PLANNED, PROBLEM, QUEUED, RUNNING, STOPPING } from './icons';
import type { TestNode } from './nodes';
import type { Row, RowIcon } from './row';

export function testRow({ id, experiment, test: testId }: TestNode): Row {
  const test = experiment.test(testId) ?? { id: testId, name: testId, old: true };
  const { state, old } = test;
  const stopping = isStopping(test);
  const shown = iconOf(test, stopping);
  const variant = [matrixOf(test), iterationOf(test)].filter((part) => part !== undefined && part !== '').join(', ');
  const waitMs = state === undefined ? test.plan?.waitMs : undefined;
  const description = [...(variant === '' ? [] : [variant]), state === undefined ? undefined : describe(state, stopping), waitMs === undefined ? undefined : l10n.t('waits {0}', shortDuration(waitMs))].filter((part) => part !== undefined).join(', ');
  return {
    id, label: test.name, old, icon: old ? dimmed(shown) : shown,
    ...(description === '' ? {} : { description }),
    children: state !== undefined && hasDetails(state) ? 'collapsed' : 'none',
    context: `test${contextOf(test)}`, goesToConfig: false,
    spoken: [l10n.t('case {0}', test.name), ...(variant === '' ? [] : [variant]), ...spokenState(state, stopping), ...(old && state !== undefined ? [l10n.t('from an earlier run')] : [])].join(', '),
    tooltip: [test.name, ...(state?.failures ?? []).map((failure) => failure.message), ...(state?.reason === undefined ? [] : [state.reason]), ...(state?.keptFrom === undefined ? [] : [l10n.t('Kept from run {0}', state.keptFrom)])].join('\n\n'),
  };
}

/** Combinations whose values are not all in their name may share it. */
function matrixOf({ id, name, plan, state }: ShownTest): string {
  if (id === name) return '';
  const values = Object.entries(plan?.matrix ?? state?.matrix ?? {}).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)] as const);
  return values.filter(([, value]) => !name.includes(value)).map(([key, value]) => `${key}: ${value}`).join(', ');
}

/** Iterations share their name; their ids end in the iteration. */
function iterationOf({ id, name, plan, state }: ShownTest): string | undefined {
  const over = plan?.over?.length ?? state?.over;
  if (over !== undefined) return over === 1 ? l10n.t('over 1 iteration') : l10n.t('over {0} iterations', over);
  const iteration = plan?.iteration ?? state?.iteration;
  return iteration !== undefined && id !== name && id.endsWith(`[${iteration}]`) ? l10n.t('iteration {0}', iteration) : undefined;
}

const isStopping = ({ run, state }: ShownTest): boolean => {
  const status = run?.state().status;
  return state?.status === 'running' && (status === 'stopping' || status === 'killing');
};

function contextOf({ state }: ShownTest): string {
  if (state === undefined) return '.planned';
  if (state.status !== 'finished') return '.running';
  return needsAttention(state.outcome) ? '.ran.failed' : '.ran';
}

function iconOf({ state, plan }: ShownTest, stopping: boolean): RowIcon {
  if (state === undefined) return (plan?.errors.length ?? 0) > 0 ? PROBLEM.error : PLANNED;
  switch (state.status) {
    case 'planned': return PLANNED;
    case 'queued': return QUEUED;
    case 'running': return stopping ? STOPPING : RUNNING;
    case 'finished': return outcomeIcon(state.outcome ?? 'interrupted');
    default: return state.status satisfies never;
  }
}

function describe(state: TestState, stopping: boolean): string | undefined {
  switch (state.status) {
    case 'planned': return undefined;
    case 'queued': return l10n.t('queued');
    case 'running': return [...attemptText(state), stopping ? l10n.t('stopping') : phaseText(state.phase)].join(', ');
    case 'finished': {
      if (state.outcome === 'skipped') return l10n.t('skipped: {0}', state.reason ?? '');
      const own = shortDuration(state.duration_ms ?? 0);
      const took = state.keptFrom === undefined ? own : l10n.t('{0}, kept', own);
      if (state.outcome === 'passed' && state.reason !== undefined) return `${took}, ${state.reason}`;
      if (state.flaky === true) return l10n.t('flaky, passed at attempt {0}, {1}', state.attempt, took);
      return state.outcome === 'cancelled' || state.outcome === 'interrupted' ? `${outcomeText(state.outcome)}, ${took}` : took;
    }
    default: return state.status satisfies never;
  }
}

const attemptText = ({ attempt }: TestState): readonly string[] => (attempt > 1 ? [l10n.t('attempt {0}', attempt)] : []);

function spokenState(state: TestState | undefined, stopping: boolean): readonly string[] {
  if (state === undefined) return [l10n.t('not run')];
  if (state.status === 'planned') return [l10n.t('planned')];
  if (state.status !== 'finished') {
    const doing = describe(state, stopping);
    return state.status === 'running' && !stopping ? [l10n.t('running'), ...(doing === undefined ? [] : [doing])] : [doing ?? ''];
  }
  const attempt = state.attempt > 1 ? [l10n.t('attempt {0}', state.attempt)] : [];
  return [outcomeText(state.outcome ?? 'interrupted'), ...attempt, spokenDuration(state.duration_ms ?? 0)];
}

export function phaseText(phase: Phase | undefined): string {
  switch (phase) {
    case undefined: return l10n.t('running');
    case 'config': return l10n.t('reading the config');
    case 'network_setup': return l10n.t('setting up the network');
    case 'execution_environment': return l10n.t('preparing');
    case 'services': return l10n.t('starting services');
    case 'steps': return l10n.t('steps');
    case 'assertions': return l10n.t('assertions');
    case 'services_stop': return l10n.t('stopping services');
    case 'results': return l10n.t('collecting results');
    case 'network_teardown': return l10n.t('tearing down');
    default: return phase satisfies never;
  }
}
