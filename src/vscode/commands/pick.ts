import * as vscode from 'vscode';
import { l10n } from '../l10n';
import { spokenPath, toUri } from '../paths';
import type { Experiment, ShownTest } from '../model/experiment';
import type { RunOrder } from '../runs/batches';
import { bestFor, fits } from './pick-filter';
import { tell, tellNoExperiment } from '../tell';

interface Choice<T> extends vscode.QuickPickItem { readonly value?: T }

/** One or several: Enter alone takes the highlighted one, which the editor does not offer by itself. Undefined when given up. */
async function pickSome<T>(title: string, items: readonly Choice<T>[], active?: T): Promise<readonly T[] | undefined> {
  if (items.length === 0) return void tellNoExperiment();
  const pick = vscode.window.createQuickPick<Choice<T>>();
  pick.title = title;
  pick.placeholder = l10n.t('Enter takes the highlighted one, or check several');
  pick.canSelectMany = true;
  pick.matchOnDescription = true;
  pick.items = items;
  const first = (): Choice<T> | undefined => items.find((item) => item.value !== undefined && item.value === active && fits(item, pick.value)) ?? bestFor(items, pick.value);
  const highlight = (item: Choice<T> | undefined): void => { pick.activeItems = item === undefined ? [] : [item]; };
  highlight(first());
  return new Promise((resolve) => {
    pick.onDidChangeValue(() => highlight(first()));
    pick.onDidAccept(() => {
      const highlighted = pick.activeItems.filter((item) => fits(item, pick.value));
      const chosen = pick.selectedItems.length > 0 ? pick.selectedItems : highlighted.length > 0 ? highlighted : [first()];
      resolve(chosen.flatMap((item) => (item?.value === undefined ? [] : [item.value])));
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

export const pickExperiments = (experiments: readonly Experiment[]): Promise<readonly Experiment[] | undefined> =>
  pickSome(l10n.t('Run Experiment'), experiments.map((experiment) => ({
    label: experiment.name, description: spokenPath(toUri(experiment.file)), value: experiment,
  })), activeExperiment(experiments));

export interface ChosenTest { readonly experiment: Experiment; readonly test: ShownTest }

export async function pickTests(experiments: readonly Experiment[]): Promise<readonly ChosenTest[] | undefined> {
  const items = experiments.flatMap((experiment): readonly Choice<ChosenTest>[] => {
    const tests = experiment.tests().filter((test) => test.plan !== undefined);
    if (tests.length === 0) return [];
    return [{ label: experiment.name, kind: vscode.QuickPickItemKind.Separator }, ...tests.map((test) => ({
      label: test.name, description: experiment.name, value: { experiment, test },
    }))];
  });
  if (items.length === 0 && experiments.length > 0) return void tell(l10n.t('No experiment has a test case that can be run.'));
  return pickSome(l10n.t('Run Test Case'), items);
}

/** Whole experiments, or test cases of them. */
export async function pickRepeated(experiments: readonly Experiment[]): Promise<readonly RunOrder[] | undefined> {
  const items = experiments.flatMap((experiment): readonly Choice<RunOrder>[] => [
    { label: experiment.name, kind: vscode.QuickPickItemKind.Separator },
    { label: experiment.name, description: l10n.t('all test cases'), value: { experiment, options: {} } },
    ...experiment.tests().filter((test) => test.plan !== undefined).map((test) => ({ label: test.name, description: experiment.name, value: { experiment, options: { tests: [test.id] } } })),
  ]);
  return pickSome(l10n.t('Run Until Failure'), items);
}

function activeExperiment(experiments: readonly Experiment[]): Experiment | undefined {
  const key = vscode.window.activeTextEditor?.document.uri.toString();
  return experiments.find((experiment) => experiment.key === key);
}
