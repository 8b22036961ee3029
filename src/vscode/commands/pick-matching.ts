import * as vscode from 'vscode';
import { engine } from '../engine';
import { l10n } from '../l10n';
import type { Experiment } from '../model/experiment';
import { patternOf } from '../model/name-pattern';
import { tellNoExperiment } from '../tell';
import { matchedText, matching, tagsOf } from './matching';
import type { ChosenTest } from './pick';

interface Item extends vscode.QuickPickItem { readonly pattern?: string }

/** The test cases that a pattern names: the given one, or one that is typed or chosen among the tags. Undefined when given up. */
export async function pickMatching(experiments: readonly Experiment[], given?: unknown): Promise<readonly ChosenTest[] | undefined> {
  if (experiments.length === 0) return void tellNoExperiment();
  const { compileNameGlob } = await engine();
  const chosenBy = (text: string): readonly ChosenTest[] => matching(experiments, patternOf(text, compileNameGlob));
  const pattern = typeof given === 'string' ? given : await ask(experiments, chosenBy);
  return pattern === undefined ? undefined : chosenBy(pattern);
}

function ask(experiments: readonly Experiment[], chosenBy: (text: string) => readonly ChosenTest[]): Promise<string | undefined> {
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = l10n.t('Run Test Cases Matching');
  pick.placeholder = l10n.t('A part of a name, a pattern with * and ?, or a tag');
  const tags = tagsOf(experiments).map((tag): Item => ({ label: `$(tag) ${tag}`, description: matchedText(chosenBy(`#${tag}`)), pattern: `#${tag}` }));
  const show = (): void => { pick.items = [...typedItems(pick.value, chosenBy), ...tags]; };
  show();
  return new Promise((resolve) => {
    pick.onDidChangeValue(show);
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems;
      // What matches nothing cannot be taken.
      if (chosen?.pattern === undefined) return;
      resolve(chosen.pattern);
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

function typedItems(typed: string, chosenBy: (text: string) => readonly ChosenTest[]): readonly Item[] {
  if (typed.trim() === '') return [];
  const chosen = chosenBy(typed);
  if (chosen.length === 0) return [{ label: l10n.t("No name matches '{0}'", typed.trim()), alwaysShow: true }];
  const [first, ...others] = chosen.map(({ test }) => test.name);
  return [{ label: `$(play) ${typed.trim()}`, description: matchedText(chosen), detail: [first, ...others.slice(0, 3), ...(others.length > 3 ? ['…'] : [])].join(', '), alwaysShow: true, pattern: typed }];
}
