import * as vscode from 'vscode';
import { tell } from '../tell';
import { historyOf, withOpened } from '../history/history-of';
import { l10n } from '../l10n';
import { countsText } from '../model/counts-text';
import { shortDuration } from '../model/durations';
import { valuesText } from '../variables/value-text';
import type { Experiment } from '../model/experiment';
import type { HistoryRow } from '../../runs';

interface RunItem extends vscode.QuickPickItem { readonly run: HistoryRow }

interface Choice {
  readonly of: (run: HistoryRow) => boolean;
  /** Said when there is none. */
  readonly none: string;
  /** Runs of elsewhere, besides. */
  readonly opened?: readonly HistoryRow[];
}

/** Lets a person choose one of the runs of these experiments, newest first; undefined when there is none, or none was chosen. */
export async function pickRun(experiments: readonly Experiment[], title: string, { of, none, opened = [] }: Choice): Promise<HistoryRow | undefined> {
  const items = withOpened(await historyOf(experiments), opened).filter(of).map(itemOf);
  if (items.length === 0) return void tell(none);
  return (await vscode.window.showQuickPick(items, { title, placeHolder: l10n.t('A run, newest first'), matchOnDescription: true, matchOnDetail: true }))?.run;
}

function itemOf(run: HistoryRow): RunItem {
  const { summary, outcome } = run;
  const when = summary?.started === undefined ? '' : new Date(summary.started).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
  const counts = summary === undefined ? '' : countsText(summary.counts);
  return {
    run, label: summary?.experiment ?? run.id, description: [outcome ?? l10n.t('running'), when].filter((part) => part !== '').join(', '),
    detail: [run.id, counts, ...(summary === undefined ? [] : [shortDuration(summary.duration_ms)]), valuesText(summary?.variables)].filter((part) => part !== '').join(' · '),
  };
}
