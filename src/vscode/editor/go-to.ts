import * as vscode from 'vscode';
import type { SourceRef } from '../../events';
import { toUri } from '../paths';
import { toRange } from './ranges';

/** Opens the file with exactly this place selected. */
export async function goTo(source: SourceRef, viewColumn?: vscode.ViewColumn): Promise<void> {
  await vscode.window.showTextDocument(toUri(source.file), { selection: toRange(source.range), preview: true, ...(viewColumn === undefined ? {} : { viewColumn }) });
}
