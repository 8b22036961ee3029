import * as vscode from 'vscode';
import type { RunReport } from '../api';
import { l10n } from '../l10n';

/** Says why experiments were not run, once each reason. */
export function tellRefused(reports: readonly RunReport[]): void {
  const reasons = [...new Set(reports.flatMap(({ refused }) => refused ?? []))];
  if (reasons.length > 0) void tell(reasons);
}

async function tell(reasons: readonly string[]): Promise<void> {
  const text = reasons.length === 1 ? reasons[0] ?? '' : l10n.t('{0} experiments were not run: {1}', reasons.length, reasons.join(' · '));
  if (vscode.workspace.isTrusted) return void vscode.window.showErrorMessage(text);
  const manage = l10n.t('Manage Workspace Trust');
  if (await vscode.window.showWarningMessage(text, manage) === manage) await vscode.commands.executeCommand('workbench.trust.manage');
}
