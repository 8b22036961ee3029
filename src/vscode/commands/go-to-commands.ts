import * as vscode from 'vscode';
import type { SourceRef } from '../../events';
import { goTo } from '../editor/go-to';
import { fromPosition } from '../editor/ranges';
import { l10n } from '../l10n';
import { failurePlaces, neighbour } from '../model/failures';
import { toPath } from '../paths';
import { sourceOf } from '../tree/source-of';
import type { CommandContext } from './context';
import { nodeOf } from './targets';

/** Opens the exact range that a row is declared at; resolves with it. */
export async function goToConfig({ tree }: CommandContext, argument?: unknown): Promise<SourceRef | undefined> {
  const node = nodeOf(argument, tree.view);
  const source = node === undefined ? undefined : sourceOf(node);
  if (source !== undefined) await goTo(source);
  return source;
}

/** Walks the failing lines of the latest runs, across files, from where the cursor is. */
export async function goToFailure({ experiments }: CommandContext, step: 1 | -1): Promise<SourceRef | undefined> {
  const place = neighbour(failurePlaces(experiments.all()), cursor(), step);
  if (place === undefined) void vscode.window.showInformationMessage(l10n.t('The latest runs have no failure.'));
  else await goTo(place.source);
  return place?.source;
}

function cursor(): Pick<SourceRef, 'file' | 'range'> | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return undefined;
  const start = fromPosition(editor.selection.start);
  return { file: toPath(editor.document.uri), range: { start, end: start } };
}
