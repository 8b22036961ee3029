import * as vscode from 'vscode';
import { settings } from '../settings';

export interface FileChanges {
  /** A file that may match was created. */
  created(uri: vscode.Uri): void;
  changed(uri: vscode.Uri): void;
  /** What may be a folder was created: the editor can miss files that came with it. */
  folderCreated(uri: vscode.Uri): void;
  /** A file or a folder is gone. */
  deleted(uri: vscode.Uri): void;
}

/** Watches what the globs of all roots can match; the deletion of a folder is told as such, not file by file. */
export function watchFiles(changes: FileChanges): vscode.Disposable {
  const watchers = (vscode.workspace.workspaceFolders ?? []).flatMap((root) => [
    ...settings.files(root.uri).map((glob) => watch(vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(root, glob)), changes)),
    watch(vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(root, '**'), false, true, false), {
      ...changes, created: (uri) => { if (mayBeFolder(uri)) changes.folderCreated(uri); },
    }),
  ]);
  return vscode.Disposable.from(...watchers, vscode.workspace.onDidDeleteFiles(({ files }) => files.forEach((uri) => changes.deleted(uri))));
}

/** Asking the disk for every file that a build makes would cost more than looking once too often. */
const mayBeFolder = (uri: vscode.Uri): boolean => !/\.[^/]*$/.test(uri.path);

const watch = (watcher: vscode.FileSystemWatcher, { created, changed, deleted }: Omit<FileChanges, 'folderCreated'>): vscode.Disposable =>
  vscode.Disposable.from(watcher, watcher.onDidCreate(created), watcher.onDidChange(changed), watcher.onDidDelete(deleted));
