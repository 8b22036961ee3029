import path from 'node:path';
import * as vscode from 'vscode';

/** The only place that turns a Uri into a path: elsewhere it breaks on Windows and remotes. */
export const toPath = (uri: vscode.Uri): string => uri.fsPath;

export const toUri = (file: string): vscode.Uri => vscode.Uri.file(file);

/** What identifies a file everywhere in the extension. */
export const keyOf = (uri: vscode.Uri): string => uri.toString();

/** Whether `child` is `parent` or lies below it. */
export function isWithin(child: vscode.Uri, parent: vscode.Uri): boolean {
  if (child.scheme !== parent.scheme || child.authority !== parent.authority) return false;
  return child.path === parent.path || child.path.startsWith(parent.path.endsWith('/') ? parent.path : `${parent.path}/`);
}

/** As people say it: relative to its root folder, with the root's name where there are several. */
export const spokenPath = (uri: vscode.Uri): string => vscode.workspace.asRelativePath(uri);

export const baseName = (file: string): string => path.basename(file);
