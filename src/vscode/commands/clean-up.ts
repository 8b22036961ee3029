import * as vscode from 'vscode';
import { l10n } from '../l10n';
import type { CommandContext } from './context';
import { tell } from '../tell';

/** Ends what interrupted runs have left alive and closes them; resolves with how many there were. */
export async function cleanUp({ experiments, earlier }: CommandContext): Promise<{ readonly runs: number; readonly processes: number }> {
  if (!vscode.workspace.isTrusted) {
    tell(l10n.t('Nothing is cleaned up in Restricted Mode: the runs of this folder would say what is to be ended.'));
    return { runs: 0, processes: 0 };
  }
  const dirs = [...new Set(experiments.all().flatMap(({ loaded }) => loaded?.outputDir ?? []))];
  const here = await earlier.closeInterrupted(dirs);
  const remembered = await earlier.closeInterrupted();
  const cleaned = { runs: here.runs + remembered.runs, processes: here.processes + remembered.processes };
  tell(cleaned.runs === 0
    ? l10n.t('Nothing was left over.')
    : l10n.t('{0} interrupted runs were closed, {1} processes ended.', cleaned.runs, cleaned.processes));
  return cleaned;
}
