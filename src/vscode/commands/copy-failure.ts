import * as vscode from 'vscode';
import { l10n } from '../l10n';
import { failurePlaces } from '../model/failures';
import type { CommandContext } from './context';
import { failureText } from './failure-text';
import { nodeOf } from './targets';
import { tell, tellBriefly } from '../tell';

/** Copies the failures of a row (of all latest runs where there is none); resolves with the text. */
export async function copyFailure({ tree, experiments }: CommandContext, argument?: unknown): Promise<string> {
  const node = nodeOf(argument, tree.view);
  const places = failurePlaces(node === undefined ? experiments.all() : [node.experiment]).filter(({ test, failure }) => {
    if (node === undefined || !('test' in node)) return true;
    return test.id === node.test && (node.kind !== 'failure' || test.state?.failures[node.index] === failure);
  });
  const text = places.map(failureText).join('\n\n');
  if (text === '') {
    tell(l10n.t('There is no failure to copy.'));
  } else {
    await vscode.env.clipboard.writeText(text);
    tellBriefly(places.length === 1 ? l10n.t('1 failure copied') : l10n.t('{0} failures copied', places.length));
  }
  return text;
}
