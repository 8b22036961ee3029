import type { HistoryRow } from '../../runs';
import { l10n } from '../l10n';
import { countsText, outcomeText } from '../model/counts-text';
import { shortDuration, spokenDuration } from '../model/durations';
import { moment } from '../model/moment';
import { driverText } from '../runs/driver-text';
import { allValuesText, valuesText } from '../variables/value-text';
import { dimmed, outcomeIcon, RUNNING } from '../tree/icons';
import type { Row } from '../tree/row';

/** A row of the Runs view. */
export class RunNode {
  /** @param opened it is from elsewhere, and was opened by a person. */
  constructor(readonly run: HistoryRow, readonly opened = false) {}
}

/** What a run was of, when it began, and what came of it. */
export function runRow({ run, opened }: RunNode): Row {
  const { id, dir, summary, outcome, owner } = run;
  const name = summary?.experiment ?? id;
  const counts = summary === undefined ? '' : countsText(summary.counts);
  const when = summary?.started === undefined ? '' : moment(summary.started);
  const result = outcome === undefined ? l10n.t('running') : counts === '' ? outcomeText(outcome) : counts;
  const ended = outcome !== undefined && summary !== undefined;
  const icon = outcome === undefined ? RUNNING : outcomeIcon(outcome);
  const told = (duration: readonly string[]): string => [result, when, ...duration, valuesText(summary?.variables), opened ? l10n.t('opened') : ''].filter((part) => part !== '').join(', ');
  return {
    id: dir, label: name, description: told(ended ? [shortDuration(summary.duration_ms)] : []), icon: opened ? dimmed(icon) : icon,
    children: 'none', context: outcome === undefined ? 'run.running' : `run.ended${summary === undefined ? '' : `.${outcome}`}${opened ? '.opened' : ''}`, old: opened, goesToConfig: false,
    spoken: l10n.t('run of {0}, {1}', name, told(ended ? [spokenDuration(summary.duration_ms)] : [])),
    tooltip: [l10n.t('Run {0}', summary?.run ?? id), ...(outcome === undefined ? [] : [outcomeText(outcome)]), ...(summary === undefined ? [] : [summary.file]), dir, ...(summary?.variables === undefined ? [] : [l10n.t('Variables: {0}', allValuesText(summary.variables))]), ...(owner === undefined ? [] : [l10n.t('driven by {0}', driverText(owner))])].join('\n\n'),
  };
}
