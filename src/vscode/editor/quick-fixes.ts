import * as vscode from 'vscode';
import { ConfigDiagnostic } from './config-diagnostic';
import { toRange } from './ranges';

/** Offers what mends the problems at the cursor. */
export class QuickFixes implements vscode.CodeActionProvider {
  static readonly metadata: vscode.CodeActionProviderMetadata = { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] };

  constructor(private readonly diagnosticsOf: (uri: vscode.Uri) => readonly vscode.Diagnostic[]) {}

  provideCodeActions({ uri }: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    return this.diagnosticsOf(uri).flatMap((diagnostic) => (diagnostic instanceof ConfigDiagnostic && diagnostic.range.intersection(range) !== undefined ? actionsFor(uri, diagnostic) : []));
  }
}

function actionsFor(uri: vscode.Uri, diagnostic: ConfigDiagnostic): readonly vscode.CodeAction[] {
  return diagnostic.fixes.map(({ title, edits }, index) => {
    const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    action.edit = new vscode.WorkspaceEdit();
    for (const { range, text } of edits) action.edit.replace(uri, toRange(range), text);
    action.diagnostics = [diagnostic];
    action.isPreferred = index === 0;
    return action;
  });
}
