import * as vscode from 'vscode';
import { l10n } from '../l10n';
import { arranged, isFiltered, ORDERS, orderText, stateName, STATES, stateText, type Arrangement, type OrderName, type StateName } from '../model/arrangement';
import type { ShownTest } from '../model/experiment';
import { tell, tellNoExperiment } from '../tell';
import { matcherOf } from '../tree/kept-arrangement';
import type { CommandContext } from './context';

interface StateItem extends vscode.QuickPickItem { readonly state: StateName }
type Filter = Pick<Arrangement, 'states' | 'text'>;

/** Shows only the test cases in some states, or of some name. @param states, text in place of asking. Resolves with how many of all test cases are shown then. */
export async function filterTests({ experiments, arrangement }: CommandContext, states: unknown, text: unknown): Promise<{ readonly shown: number; readonly all: number } | undefined> {
  const all = experiments.all().flatMap((experiment) => experiment.tests());
  const given = typeof text === 'string' || Array.isArray(states) ? filterOf(STATES.filter((state) => Array.isArray(states) && states.includes(state)), typeof text === 'string' ? text : '') : undefined;
  if (given === undefined && experiments.all().length === 0) return void tellNoExperiment();
  const filter = given ?? await askFilter(arrangement.now, all);
  if (filter === undefined) return undefined;
  await arrangement.set({ order: arrangement.now.order, ...filter });
  return { shown: arranged(all, arrangement.now).length, all: all.length };
}

/** Shows all test cases again. */
export async function clearFilter({ arrangement }: CommandContext): Promise<void> {
  if (!isFiltered(arrangement.now)) return tell(l10n.t('No filter is set: all test cases are shown.'));
  await arrangement.set({ order: arrangement.now.order });
}

/** Puts the test cases of each experiment into another order: the given one, or asked for. */
export async function sortTests({ experiments, arrangement }: CommandContext, given: unknown): Promise<OrderName | undefined> {
  const named = ORDERS.find((order) => order === given);
  if (named === undefined && experiments.all().length === 0) return void tellNoExperiment();
  const order = named ?? await askOrder(arrangement.now.order);
  if (order !== undefined) await arrangement.set({ ...arrangement.now, order });
  return order;
}

async function askOrder(now: OrderName): Promise<OrderName | undefined> {
  const labels: { readonly [order in OrderName]: string } = { file: l10n.t('As in the File'), state: l10n.t('By State'), duration: l10n.t('By Duration') };
  const items = ORDERS.map((order) => ({ label: labels[order], description: [...(order === 'file' ? [] : [orderText(order)]), ...(order === now ? [l10n.t('now')] : [])].join(', '), order }));
  return (await vscode.window.showQuickPick(items, { title: l10n.t('Sort Test Cases') }))?.order;
}

/** All states together, or none, are no filter. */
function filterOf(states: readonly StateName[], text: string): Filter {
  const trimmed = text.trim();
  return { ...(states.length === 0 || states.length === STATES.length ? {} : { states: new Set(states) }), ...(trimmed === '' ? {} : { text: trimmed }) };
}

/** States to check and a name to type, at once; undefined when given up. */
function askFilter(now: Arrangement, all: readonly ShownTest[]): Promise<Filter | undefined> {
  const title = l10n.t('Filter Test Cases');
  const pick = vscode.window.createQuickPick<StateItem>();
  const items = STATES.map((state): StateItem => {
    const count = all.filter((test) => stateName(test.state) === state).length;
    // What is typed is a name, not one of these.
    return { label: stateText(state), description: count === 1 ? l10n.t('1 test case') : l10n.t('{0} test cases', count), alwaysShow: true, state };
  });
  Object.assign(pick, { title, placeholder: l10n.t('A part of a name, a pattern, or #tag'), canSelectMany: true, items, value: now.text ?? '' });
  pick.selectedItems = items.filter(({ state }) => now.states?.has(state));
  const chosen = (): Filter => filterOf(pick.selectedItems.map(({ state }) => state), pick.value);
  const count = async (): Promise<void> => {
    const filter = chosen();
    const matches = filter.text === undefined ? undefined : await matcherOf(filter.text);
    pick.title = `${title}: ${l10n.t('{0} of {1} shown', arranged(all, { ...filter, ...(matches === undefined ? {} : { matches }), order: 'file' }).length, all.length)}`;
  };
  void count();
  return new Promise((resolve) => {
    pick.onDidChangeValue(() => void count());
    pick.onDidChangeSelection(() => void count());
    pick.onDidAccept(() => {
      resolve(chosen());
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}
