import path from 'node:path';
import * as vscode from 'vscode';
import type { MetricsFormat } from '../../config';
import { engine } from '../engine';
import { l10n } from '../l10n';
import { toPath, toUri } from '../paths';
import { dirOf } from '../model/experiment';
import type { CommandContext } from './context';
import { nodeOf, runDirOf, runOf } from './targets';
import { tellNothingRan } from '../tell';

const FORMATS: readonly { readonly format: MetricsFormat; readonly label: string; readonly description: () => string }[] = [
  { format: 'json', label: 'JSON', description: () => l10n.t('everything, for scripts') },
  { format: 'csv', label: 'CSV', description: () => l10n.t('one table, for spreadsheets') },
  { format: 'openmetrics', label: 'OpenMetrics', description: () => l10n.t('for Prometheus and others') },
];

/**
 * Writes what was measured in a row's run, or in the newest one, into a file; what is not given is asked for.
 * Resolves with the file's path.
 */
export async function exportMetrics({ tree, experiments }: CommandContext, argument?: unknown, format?: unknown, target?: unknown): Promise<string | undefined> {
  const run = runOf(nodeOf(argument, tree.view), experiments.all());
  const dir = runDirOf(argument) ?? (run === undefined ? undefined : dirOf(run));
  if (dir === undefined) {
    tellNothingRan();
    return undefined;
  }
  const chosen = FORMATS.find((each) => each.format === format)?.format ?? await pickFormat();
  if (chosen === undefined) return undefined;
  const rooms = await engine();
  const file = typeof target === 'string' ? toUri(target) : await vscode.window.showSaveDialog({
    title: l10n.t('Export Metrics'), defaultUri: toUri(path.join(dir, rooms.METRICS_FILES[chosen])),
  });
  if (file === undefined) return undefined;
  const snapshot = await rooms.metricsOfJournal(path.join(dir, rooms.JOURNAL_FILE));
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode([...rooms.exportMetrics(snapshot, chosen)].join('')));
  if (typeof target !== 'string') void offerToOpen(file);
  return toPath(file);
}

const pickFormat = async (): Promise<MetricsFormat | undefined> =>
  (await vscode.window.showQuickPick(FORMATS.map(({ format, label, description }) => ({ label, description: description(), format })), { title: l10n.t('Export Metrics') }))?.format;

async function offerToOpen(file: vscode.Uri): Promise<void> {
  const open = l10n.t('Open');
  if (await vscode.window.showInformationMessage(l10n.t('The metrics are in {0}.', file.path), open) === open) await vscode.window.showTextDocument(file);
}
