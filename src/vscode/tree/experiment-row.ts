import type { RunState } from '../../results';
import { l10n } from '../l10n';
import { arranged, isFiltered, type Arrangement } from '../model/arrangement';
import { countsText } from '../model/counts-text';
import { shortDuration } from '../model/durations';
import type { Experiment, ShownRun } from '../model/experiment';
import { moment } from '../model/moment';
import { isResumable } from '../model/resumable';
import { allValuesText, valuesText } from '../variables/value-text';
import { shownProblems } from './children';
import { dimmed, outcomeIcon, PAST, PLANNED, PROBLEM, QUEUED, RUNNING, STOPPING } from './icons';
import type { ExperimentNode } from './nodes';
import type { Row, RowIcon } from './row';

export function experimentRow({ id, experiment }: ExperimentNode, arrangement: Arrangement): Row {
  const { newest } = experiment;
  const old = experiment.pending === undefined && newest?.origin === 'journal';
  const status = statusText(experiment, newest);
  const hidden = hiddenCount(experiment, arrangement);
  const shown = iconOf(experiment, newest);
  return {
    id, label: experiment.name, description: hidden === 0 ? status : `${status}, ${l10n.t('{0} hidden', hidden)}`, old, icon: old ? dimmed(shown) : shown,
    children: hasChildren(experiment) ? 'expanded' : 'none',
    context: `experiment${isLive(experiment) ? '.running' : ''}${canResume(experiment) ? '.resumable' : ''}${newest === undefined ? '' : '.ran'}${pastContext(newest)}`,
    spoken: l10n.t('experiment {0}, {1}', experiment.name, hidden === 0 ? status : `${status}, ${l10n.t('{0} hidden by the filter', hidden)}`), goesToConfig: false,
    tooltip: [experiment.file, experiment.loaded?.description, durationOf(newest?.state()), valuesLine(newest), ...drivenBy(newest)].filter((line) => line !== undefined).join('\n\n'),
  };
}

/** Counts are those of all test cases; this is how many of them have no row. */
function hiddenCount(experiment: Experiment, arrangement: Arrangement): number {
  if (!isFiltered(arrangement)) return 0;
  const all = experiment.tests();
  return all.length - arranged(all, arrangement).length;
}

const pastContext = (run: ShownRun | undefined): string => (run?.past === undefined ? '' : run.origin === 'elsewhere' && run.state().status !== 'ended' ? '.past.replay' : '.past');

/** Its newest run stopped before its end, and nothing runs that may be it. */
const canResume = (experiment: Experiment): boolean => {
  const { newest } = experiment;
  return newest !== undefined && newest.past === undefined && !isLive(experiment) && (isResumable(newest.state()) || (newest.origin === 'journal' && newest.state().status !== 'ended'));
};

const isLive = (experiment: Experiment): boolean => experiment.pending !== undefined || experiment.live.length > 0;

/** A file that is still being read as well: a row that begins without children would stay collapsed once it has some. */
const hasChildren = (experiment: Experiment): boolean => experiment.loaded === undefined
  || experiment.loaded.tests.length + shownProblems(experiment).length + (experiment.newest?.state().order.length ?? 0) > 0;

/** The last words: that its values were not those of the file. */
function statusText(experiment: Experiment, newest: ShownRun | undefined): string {
  const values = experiment.pending === undefined ? valuesText(newest?.state().variables) : '';
  return [doingText(experiment, newest), ...(values === '' ? [] : [values])].join(', ');
}

function doingText(experiment: Experiment, newest: ShownRun | undefined): string {
  if (experiment.pending === 'queued') return l10n.t('queued');
  if (experiment.pending === 'starting') return l10n.t('starting');
  if (newest === undefined) return plannedText(experiment);
  const state = newest.state();
  const counts = countsText(state.counts);
  if (newest.past !== undefined) return [newest.past, ...(counts === '' ? [] : [counts])].join(', ');
  if (state.status !== 'ended') {
    const doing = newest.origin === 'journal' ? l10n.t('whoever drove it died') : liveText(state.status);
    return [doing, ...(counts === '' ? [] : [counts]), ...drivenBy(newest)].join(', ');
  }
  const result = counts === '' ? l10n.t('nothing ran') : counts;
  return newest.origin === 'journal' && state.finished !== undefined ? l10n.t('{0}, last run {1}', result, moment(state.finished)) : result;
}

const drivenBy = (run: ShownRun | undefined): readonly string[] => (run?.driver === undefined ? [] : [l10n.t('driven by {0}', run.driver)]);

function liveText(status: Exclude<RunState['status'], 'ended'>): string {
  switch (status) {
    case 'configured': case 'running': return l10n.t('running');
    case 'stopping': return l10n.t('stopping');
    case 'killing': return l10n.t('killing');
    default: return status satisfies never;
  }
}

function plannedText({ loaded }: Experiment): string {
  if (loaded === undefined) return l10n.t('reading');
  const problems = loaded.problems.filter((problem) => problem.severity !== 'information').length;
  return [
    loaded.tests.length === 1 ? l10n.t('1 test case') : l10n.t('{0} test cases', loaded.tests.length),
    ...(loaded.waitMs === undefined ? [] : [l10n.t('waits {0}', shortDuration(loaded.waitMs))]),
    ...(problems === 0 ? [] : [problems === 1 ? l10n.t('1 problem') : l10n.t('{0} problems', problems)]),
  ].join(', ');
}

function iconOf(experiment: Experiment, newest: ShownRun | undefined): RowIcon {
  const state = newest?.state();
  if (experiment.pending === 'queued') return QUEUED;
  if (experiment.pending === 'starting') return RUNNING;
  if (newest?.past !== undefined) return PAST;
  if (newest?.origin === 'journal' && state?.status !== 'ended') return outcomeIcon('interrupted');
  if (state !== undefined && state.status !== 'ended') return state.status === 'stopping' || state.status === 'killing' ? STOPPING : RUNNING;
  if (state?.outcome !== undefined) return outcomeIcon(state.outcome);
  if (experiment.loaded?.problems.some((problem) => problem.severity === 'error')) return PROBLEM.error;
  return PLANNED;
}

const valuesLine = (run: ShownRun | undefined): string | undefined => {
  const values = allValuesText(run?.state().variables);
  return values === '' ? undefined : l10n.t('Variables: {0}', values);
};

const durationOf = (state: RunState | undefined): string | undefined =>
  state?.duration_ms === undefined ? undefined : l10n.t('Run {0}, {1}', state.run, shortDuration(state.duration_ms));
