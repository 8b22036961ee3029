import * as vscode from 'vscode';
import { l10n } from './l10n';

const BRIEF_MS = 5000;

/** Why nothing can be done, in one line. */
export const tell = (message: string): void => void vscode.window.showInformationMessage(message);

/** That something was done which shows nowhere else. */
export const tellBriefly = (message: string): void => void vscode.window.setStatusBarMessage(message, BRIEF_MS);

export const tellNoExperiment = (): void => tell((vscode.workspace.workspaceFolders ?? []).length === 0
  ? l10n.t('There is no experiment: open a folder first.')
  : l10n.t('There is no experiment: no file of this workspace matches the setting experimentObserver.files.'));

export const tellNothingRan = (): void => tell(l10n.t('Nothing has been run yet.'));
