import * as vscode from 'vscode';
import { RunNode } from '../history/run-row';
import { l10n } from '../l10n';
import { toPath, toUri } from '../paths';
import { tell, tellBriefly } from '../tell';
import type { CommandContext } from './context';

/** Lists runs from anywhere: the folder of a run, its journal, or a folder that runs lie in, given or asked for. Resolves with the folders of the runs. */
export async function openRun({ opened, runsView }: CommandContext, argument?: unknown): Promise<readonly string[] | undefined> {
  const chosen = argument instanceof vscode.Uri ? [argument] : typeof argument === 'string' ? [toUri(argument)] : await vscode.window.showOpenDialog({
    title: l10n.t('Open Run'), openLabel: l10n.t('Open Run'), canSelectFolders: true, canSelectFiles: true, canSelectMany: true,
  });
  if (chosen === undefined) return undefined;
  const lists: (readonly string[])[] = [];
  for (const uri of chosen) lists.push(await opened.open(toPath(uri)));
  const dirs = lists.flat();
  tellBriefly(dirs.length === 1 ? l10n.t('1 run is listed') : l10n.t('{0} runs are listed', dirs.length));
  const [first] = dirs;
  if (first !== undefined) await runsView.reveal(first);
  return dirs;
}

/** Takes a run that was opened off the list; nothing is deleted. */
export async function closeRun({ opened }: CommandContext, argument?: unknown): Promise<boolean> {
  const dir = argument instanceof RunNode ? argument.run.dir : typeof argument === 'string' ? argument : await pickOpened(opened.dirs);
  if (dir === undefined) return false;
  const closed = await opened.close(dir);
  if (!closed) tell(l10n.t('{0} is not among the runs that were opened.', dir));
  return closed;
}

async function pickOpened(dirs: readonly string[]): Promise<string | undefined> {
  if (dirs.length === 0) return void tell(l10n.t('No run was opened.'));
  return (await vscode.window.showQuickPick(dirs.map((dir) => ({ label: dir })), { title: l10n.t('Close Run') }))?.label;
}
