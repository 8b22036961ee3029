import { messageOf } from '../../events';
import * as vscode from 'vscode';
import { inspectEvents } from '../inspector/inspect-command';
import { l10n } from '../l10n';
import { replayRun, stopReplay } from '../replay/replay-command';
import { clearFilter, filterTests, sortTests } from './arrange-tests';
import { backToNow } from './back-to-now';
import { cleanUp } from './clean-up';
import type { CommandContext } from './context';
import { copyFailure } from './copy-failure';
import { exportMetrics } from './export-metrics';
import { goToConfig, goToFailure } from './go-to-commands';
import { openLog, openRunFolder } from './log-commands';
import { newExperiment } from './new-experiment';
import { observerCommands } from './observer-commands';
import { closeRun, openRun } from './open-run';
import { refresh } from './refresh';
import { reloadPlugins } from './reload-plugins';
import { runCommands } from './run-commands';
import { stop } from './stop-command';
import { tell } from '../tell';

/** Ends the name of a button in a view's title of which rows have the command, too: in the title it concerns no row, whichever has the focus. */
const IN_TITLE = 'InTitle';
const PREFIX = 'experimentObserver.';

interface Named { readonly command: string }
/** What of our own package.json says where commands are offered. */
export interface Manifest { readonly contributes: { readonly commands: readonly Named[]; readonly menus: { readonly 'view/item/context': readonly Named[] } } }

/** Registers every command of the manifest. */
export function registerCommands(context: CommandContext, { contributes }: Manifest): vscode.Disposable {
  const commands: { readonly [name: string]: (...args: unknown[]) => unknown } = {
    ...runCommands(context),
    ...observerCommands(context),
    stop: (argument) => stop(context, argument),
    goToConfig: (argument) => goToConfig(context, argument),
    goToNextFailure: () => goToFailure(context, 1),
    goToPreviousFailure: () => goToFailure(context, -1),
    replayRun: (argument, speed) => replayRun(context, argument, speed),
    stopReplay: () => stopReplay(context),
    backToNow: (argument) => backToNow(context, argument),
    inspectEvents: (argument) => inspectEvents(context, argument),
    showEventLog: () => {
      context.log.flush();
      context.log.channel.show(true);
    },
    openLog: (argument) => openLog(context, argument),
    openRunFolder: (argument) => openRunFolder(context, argument),
    exportMetrics: (argument, format, target) => exportMetrics(context, argument, format, target),
    copyFailure: (argument) => copyFailure(context, argument),
    newExperiment: (argument, name, template) => newExperiment(context, argument, name, template),
    openRun: (argument) => openRun(context, argument),
    closeRun: (argument) => closeRun(context, argument),
    filterTests: (states, text) => filterTests(context, states, text),
    clearFilter: () => clearFilter(context),
    sortTests: (order) => sortTests(context, order),
    refresh: () => refresh(context),
    reloadPlugins: () => reloadPlugins(context),
    cleanUp: () => cleanUp(context),
  };
  const ofRows = new Set(contributes.menus['view/item/context'].map(({ command }) => command));
  const inTitles = contributes.commands.map(({ command }) => command.slice(PREFIX.length)).filter((name) => name.endsWith(IN_TITLE));
  const all = { ...commands, ...Object.fromEntries(inTitles.map((name) => [name, () => commands[name.slice(0, -IN_TITLE.length)]?.()])) };
  return vscode.Disposable.from(...Object.entries(all).map(([name, run]) =>
    vscode.commands.registerCommand(`${PREFIX}${name}`, guarded(name, run, context, ofRows.has(`${PREFIX}${name}`)))));
}

/** A menu passes its row, and what is selected beside it: of a row that was taken away for a moment, as the one above was refreshed, nothing. */
const isLostRow = (args: readonly unknown[]): boolean => args.length > 1 && args.every((arg) => arg === undefined || arg === null);

/** What goes wrong is told once and written down; a command never throws. */
const guarded = (name: string, run: (...args: unknown[]) => unknown, { log }: CommandContext, ofRows: boolean) => async (...args: unknown[]): Promise<unknown> => {
  // Without its row it would ask for another one, or take all.
  if (ofRows && isLostRow(args)) return tell(l10n.t('That row was just being redrawn. Please choose it again.'));
  try {
    return await run(...args);
  } catch (error) {
    const message = messageOf(error);
    log.add('error', `command ${name}: ${error instanceof Error ? error.stack ?? message : message}`);
    void vscode.window.showErrorMessage(l10n.t('Experiments: {0}', message));
    return undefined;
  }
};
