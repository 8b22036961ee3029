import * as vscode from 'vscode';
import type { Problem } from '../../config';
import { l10n } from '../l10n';
import { askValue } from './ask-value';
import type { Trial, Trials } from './trials';
import { allValuesText, valueText, type Values } from './value-text';

/** What is done next with the list of variables. */
type Choice = { readonly kind: 'run' } | { readonly kind: 'change' | 'reset'; readonly name: string } | { readonly kind: 'reset-all' };
interface Item extends vscode.QuickPickItem { readonly choice?: Choice }

/** Values that a person has chosen, and the file as it reads with them. */
export interface PickedValues extends Pick<Trial, 'loaded'> {
  readonly values: Values;
}

/** Lists the variables of a file, and lets a person change them one by one; undefined when given up. */
export async function pickValues(title: string, trials: Trials, begin: Values): Promise<PickedValues | undefined> {
  let values = begin;
  let active: string | undefined;
  for (;;) {
    const trial = await trials.of(values);
    const choice = await askNext(title, trials, trial, values, active);
    if (choice === undefined) return undefined;
    active = 'name' in choice ? choice.name : undefined;
    switch (choice.kind) {
      case 'run':
        return { values, loaded: trial.loaded };
      case 'reset-all':
        values = {};
        break;
      case 'reset':
        values = without(values, choice.name);
        break;
      case 'change': {
        const changed = await askChange(title, trials, trial, values, choice.name);
        if (changed === undefined) return undefined;
        values = changed;
        active = undefined;
        break;
      }
      default:
        return choice satisfies never;
    }
  }
}

async function askChange(title: string, trials: Trials, { loaded }: Trial, values: Values, name: string): Promise<Values | undefined> {
  const own = valueText(trials.asWritten.variables[name]);
  const withValue = (value: string): Values => (value === own ? without(values, name) : { ...values, [name]: value });
  const answer = await askValue({
    title: `${title}: ${name}`, prompt: own === '' ? l10n.t('In the file it is empty.') : l10n.t('In the file: {0}', own), value: values[name] ?? valueText(loaded.variables[name]),
    check: async (value) => {
      const { problem } = await trials.of(withValue(value));
      return problem === undefined ? undefined : problemText(problem);
    },
  });
  return answer === undefined ? undefined : answer === 'back' ? values : withValue(answer.value);
}

function askNext(title: string, { asWritten }: Trials, { loaded, problem }: Trial, values: Values, active: string | undefined): Promise<Choice | undefined> {
  const reset: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('discard'), tooltip: l10n.t('As in the File') };
  const set = allValuesText(values);
  const variables = Object.entries(loaded.variables).map(([name, value]): Item => {
    const changed = Object.hasOwn(values, name);
    return {
      label: name, description: changed ? values[name] ?? '' : valueText(value), choice: { kind: 'change', name },
      ...(changed ? { detail: l10n.t('changed; in the file: {0}', valueText(asWritten.variables[name])), buttons: [reset] } : {}),
    };
  });
  const items: readonly Item[] = [
    problem === undefined
      ? { label: `$(play) ${l10n.t('Run')}`, detail: set === '' ? l10n.t('with the values of the file') : l10n.t('with {0}', set), alwaysShow: true, choice: { kind: 'run' } }
      : { label: `$(error) ${l10n.t('These values cannot run')}`, detail: problemText(problem), alwaysShow: true },
    ...(set === '' ? [] : [{ label: `$(discard) ${l10n.t('All as in the File')}`, choice: { kind: 'reset-all' } } as const]),
    { label: l10n.t('Variables'), kind: vscode.QuickPickItemKind.Separator },
    ...variables,
  ];
  const pick = vscode.window.createQuickPick<Item>();
  Object.assign(pick, { title, placeholder: l10n.t('Run, or choose a variable to change it'), matchOnDescription: true, ignoreFocusOut: true, items });
  const highlighted = variables.find(({ label }) => label === active);
  if (highlighted !== undefined) pick.activeItems = [highlighted];
  return new Promise((resolve) => {
    const choose = (choice: Choice | undefined): void => {
      if (choice === undefined) return;
      resolve(choice);
      pick.hide();
    };
    pick.onDidAccept(() => choose(pick.selectedItems[0]?.choice));
    pick.onDidTriggerItemButton(({ item }) => choose({ kind: 'reset', name: item.label }));
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

const problemText = ({ message, range: { start: { line } } }: Problem): string => l10n.t('line {0}: {1}', line, message);

const without = (values: Values, name: string): Values => Object.fromEntries(Object.entries(values).filter(([other]) => other !== name));
