import * as vscode from 'vscode';

/** Rows with this scheme are dimmed: they show results of the past. */
export const OLD_ROW_SCHEME = 'experiment-observer-old';

export const oldRows: vscode.FileDecorationProvider = {
  provideFileDecoration: (uri) => (uri.scheme === OLD_ROW_SCHEME ? { color: new vscode.ThemeColor('descriptionForeground') } : undefined),
};
