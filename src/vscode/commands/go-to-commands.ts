import * as vscode from 'vscode';
import type { SourceRef } from '../../events';
import { goTo } from '../editor/go-to';
import { fromPosition } from '../editor/ranges';
import { RunNode } from '../history/run-row';
import { l10n } from '../l10n';
import { failurePlaces, neighbour } from '../model/failures';
import { toPath } from '../paths';
import { sourceOf } from '../tree/source-of';
import type { CommandContext } from './context';
import { experimentOfRun } from './experiment-of-run';
import { pickRow } from './pick-row';
import { nodeOf } from './targets';
import { tell } from '../tell';

/** Opens the exact range that a row is declared at, asking for it where none is selected; resolves with the range. */
export async function goToConfig(context: CommandContext, argument?: unknown): Promise<SourceRef | undefined> {
  if (argument instanceof RunNode) return goToFile(argument, context);
  const node = nodeOf(argument, context.tree.view) ?? await pickRow(context, l10n.t('Go to Config'));
  if (node === undefined) return undefined;
  const source = sourceOf(node);
  if (source === undefined) tell(l10n.t('The row has no place in the config.'));
  else await goTo(source);
  return source;
}

/** The file that a run of the history was of. */
async function goToFile({ run: { dir, summary } }: RunNode, context: CommandContext): Promise<SourceRef | undefined> {
  if (summary === undefined) return void tell(l10n.t('The row has no place in the config.'));
  const begin = { line: 1, column: 1 };
  const { file } = await experimentOfRun(context, dir, { file: summary.file, name: summary.experiment });
  const source = { file, path: '', range: { start: begin, end: begin } };
  await goTo(source);
  return source;
}

/** Walks the failing lines of the latest runs, across files, from where the cursor is. */
export async function goToFailure({ experiments }: CommandContext, step: 1 | -1): Promise<SourceRef | undefined> {
  const place = neighbour(failurePlaces(experiments.all()), cursor(), step);
  if (place === undefined) tell(l10n.t('The latest runs have no failure.'));
  else await goTo(place.source);
  return place?.source;
}

function cursor(): Pick<SourceRef, 'file' | 'range'> | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return undefined;
  const start = fromPosition(editor.selection.start);
  return { file: toPath(editor.document.uri), range: { start, end: start } };
}
