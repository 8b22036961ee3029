import * as vscode from 'vscode';
import { l10n } from '../l10n';
import type { Experiment } from '../model/experiment';
import type { Node, TestNode } from '../tree/nodes';
import type { CommandContext } from './context';
import { tellNoExperiment, tellNothingRan } from '../tell';

interface Item<N extends Node> extends vscode.QuickPickItem { readonly node: N }

/** Asks which experiment or test case is meant where no row says it. */
export async function pickRow({ experiments, tree: { nodes } }: CommandContext, title: string): Promise<Node | undefined> {
  const items = experiments.all().flatMap((experiment): readonly Item<Node>[] => [
    { label: experiment.name, description: l10n.t('the whole experiment'), node: nodes.experiment(experiment) },
    ...experiment.tests().map(({ id, name }) => ({ label: name, description: experiment.name, node: nodes.test(experiment, id) })),
  ]);
  if (items.length === 0) return void tellNoExperiment();
  return pick(items, title);
}

/** Asks which of the test cases that have run is meant. */
export async function pickTestThatRan(listed: readonly Experiment[], { tree: { nodes } }: CommandContext, title: string): Promise<TestNode | undefined> {
  const items = listed.flatMap((experiment) => experiment.tests().filter(({ run }) => run !== undefined)
    .map(({ id, name }): Item<TestNode> => ({ label: name, description: experiment.name, node: nodes.test(experiment, id) })));
  if (items.length === 0) return void tellNothingRan();
  return pick(items, title);
}

const pick = async <N extends Node>(items: readonly Item<N>[], title: string): Promise<N | undefined> =>
  (await vscode.window.showQuickPick(items, { title, matchOnDescription: true }))?.node;
