import * as vscode from 'vscode';
import { l10n } from '../l10n';
import type { DrivenRun } from '../runs/watched-run';
import type { CommandContext } from './context';
import { experimentsOf } from './targets';
import { tell } from '../tell';

/** Stops the active run, the named experiment's, or the picked one; again: kills. True when there was something to stop. */
export async function stop(context: CommandContext, argument?: unknown): Promise<boolean> {
  const { runs, batches, experiments, earlier } = context;
  const named = await experimentsOf(argument, experiments);
  const candidates = runs.live.filter((run) => named === undefined || named.includes(run.experiment));
  const reason = 'stopped by the user';
  if (candidates.length <= 1) {
    if (named === undefined || batches.busy) batches.dropWaiting();
    const [only] = candidates;
    if (only !== undefined) return runs.cancel(only.id, reason);
    if (runs.busy) {
      runs.cancelAll(reason);
      return true;
    }
    // Between two rounds nothing is live.
    if (batches.rounds !== undefined) return true;
    const followed = earlier.followed.live.filter((run) => named === undefined || named.includes(run.experiment));
    if (followed.length === 0) tell(l10n.t('No run is under way.'));
    for (const { experiment, driver } of followed) {
      tell(l10n.t('The run of {0} is driven by {1}: it can only be stopped there.', experiment.name, driver));
    }
    return false;
  }
  const chosen = await pickRun(candidates);
  if (chosen === undefined) return false;
  for (const run of chosen) runs.cancel(run.id, reason);
  return true;
}

async function pickRun(candidates: readonly DrivenRun[]): Promise<readonly DrivenRun[] | undefined> {
  const items = [
    { label: l10n.t('All {0} runs', candidates.length), description: '', runs: candidates },
    ...candidates.map((run) => ({ label: run.experiment.name, description: run.id, runs: [run] })),
  ];
  return (await vscode.window.showQuickPick(items, { title: l10n.t('Stop Run') }))?.runs;
}
