import { l10n } from '../l10n';
import type { HistoryRow } from '../../runs';
import { pickRun } from '../runs/pick-run';
import type { CommandContext } from './context';
import { listed } from './run-orders';
import { experimentsOf } from './targets';

/** A run of the experiment that the argument names, or of any, also one that was opened. */
export async function pickAnyRun(context: CommandContext, argument: unknown, title: string): Promise<HistoryRow | undefined> {
  const named = await experimentsOf(argument, context.experiments);
  return pickRun(named ?? await listed(context), title, { of: () => true, none: l10n.t('Nothing has been run yet.'), opened: named === undefined ? await context.opened.rows() : [] });
}
