import * as vscode from 'vscode';
import { l10n } from '../l10n';
import type { CommandContext } from './context';
import { tellBriefly } from '../tell';

/** What became of the plug-ins of all experiments. */
export interface ReloadReport {
  /** Names of those that can be used. */
  readonly ready: readonly string[];
  readonly broken: readonly { readonly name: string; readonly message: string }[];
}

/** Loads the plug-ins of all experiments from disk again. */
export async function reloadPlugins({ plugins, experiments, log }: CommandContext): Promise<ReloadReport> {
  await plugins.reload();
  await experiments.readAgain();
  const sets = experiments.all().flatMap((experiment) => experiment.plugins ?? []);
  const ready = [...new Set(sets.flatMap((set) => set.plugins.map(({ name }) => name)))];
  const broken = [...new Map(sets.flatMap((set) => set.faults.map(({ name, file, message }) => [file, { name, message }] as const))).values()];
  if (broken.length === 0) {
    tellBriefly(ready.length === 1 ? l10n.t('1 plug-in loaded') : l10n.t('{0} plug-ins loaded', ready.length));
  } else {
    const show = l10n.t('Show Log');
    void vscode.window.showWarningMessage(l10n.t('{0} plug-ins loaded, {1} cannot be used: {2}', ready.length, broken.length, broken.map(({ name }) => name).join(', ')), show)
      .then((choice) => { if (choice === show) log.channel.show(true); });
  }
  return { ready, broken };
}
