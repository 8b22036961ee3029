import * as vscode from 'vscode';
import { keyOf } from '../paths';
import { settings } from '../settings';

/** In the folder of a run lies a copy of the experiment's file. */
const IN_RUN_FOLDER = /\/\d{8}T\d{9}Z-[0-9a-f]{4}(?:\/|$)/;

/** Whether a matching file counts as an experiment, and a folder may hold one. */
export const isCandidate = (uri: vscode.Uri): boolean => !IN_RUN_FOLDER.test(uri.path);

/**
 * All experiment files of all roots, each once, sorted by root and path.
 * @param tell hears how many files each glob matched.
 */
export async function findFiles(tell: (line: string) => void, token?: vscode.CancellationToken): Promise<readonly vscode.Uri[]> {
  const lists = await Promise.all((vscode.workspace.workspaceFolders ?? []).map((root) => findInRoot(root, tell, token)));
  return [...new Map(lists.flat().map((uri) => [keyOf(uri), uri])).values()];
}

async function findInRoot(root: vscode.WorkspaceFolder, tell: (line: string) => void, token?: vscode.CancellationToken): Promise<readonly vscode.Uri[]> {
  const excludes = settings.exclude(root.uri);
  const exclude = excludes.length === 0 ? null : new vscode.RelativePattern(root, excludes.length === 1 ? excludes[0] ?? '' : `{${excludes.join(',')}}`);
  const lists = await Promise.all(settings.files(root.uri).map(async (glob) => {
    const found = (await vscode.workspace.findFiles(new vscode.RelativePattern(root, glob), exclude, undefined, token)).filter(isCandidate);
    if (token?.isCancellationRequested !== true) tell(`${root.name}: ${glob} matches ${found.length} files`);
    return found;
  }));
  return lists.flat().sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}
