import * as vscode from 'vscode';
import { l10n } from '../l10n';
import type { Experiment } from '../model/experiment';
import { spokenPath, toUri } from '../paths';
import type { RunOrder } from '../runs/batches';
import { tell, tellNoExperiment } from '../tell';
import { pickValues } from '../variables/pick-values';
import { rememberedValues, rememberValues } from '../variables/remembered-values';
import { sameTests } from '../variables/same-tests';
import { Trials } from '../variables/trials';
import { valueText, type Values } from '../variables/value-text';
import type { CommandContext } from './context';
import { idsOf, listed } from './run-orders';
import { experimentsOf, isNode } from './targets';

/**
 * Of a row or a file, or of the experiment that is picked: its variables are listed and changed, and it runs with them.
 * @param given values by name, in place of asking; @param tests ids of test cases, in place of all
 */
export async function ordersWithVariables(context: CommandContext, argument: unknown, given: unknown, tests: unknown): Promise<readonly RunOrder[]> {
  const { experiments, memory } = context;
  const experiment = (await experimentsOf(argument, experiments))?.[0] ?? await pickOne((await listed(context)));
  if (experiment === undefined) return [];
  const asWritten = await experiments.reload(experiment);
  const only = isNode(argument) ? 'test' in argument ? [argument.test] : [] : idsOf(tests);
  const trials = new Trials(asWritten, (variables) => experiments.readText(experiment, Buffer.from(asWritten.text), { variables }));
  const values = valuesOf(given);
  if (values === undefined && Object.keys(asWritten.variables).length === 0) {
    tell(l10n.t('{0} declares no variables: there is nothing to change.', experiment.name));
    return [];
  }
  const test = only.length === 1 ? experiment.test(only[0] ?? '')?.name : undefined;
  const title = test === undefined ? l10n.t('Run {0} With Variables', experiment.name) : l10n.t('Run {0} › {1} With Variables', experiment.name, test);
  const picked = values === undefined ? await pickValues(title, trials, rememberedValues(memory, experiment)) : { values, ...await trials.of(values) };
  if (picked === undefined) return [];
  if (values === undefined) await rememberValues(memory, experiment, picked.values);
  if (only.length === 0) return [{ experiment, options: { variables: picked.values } }];
  const same = sameTests(only, asWritten.tests, picked.loaded.tests);
  if (same.length === 0 && !picked.loaded.blocked) throw new Error(l10n.t('With these values there is no such test case: {0}', only.join(', ')));
  return [{ experiment, options: { variables: picked.values, tests: same } }];
}

async function pickOne(all: readonly Experiment[]): Promise<Experiment | undefined> {
  if (all.length === 0) return void tellNoExperiment();
  const some = all.filter(({ loaded }) => Object.keys(loaded?.variables ?? {}).length > 0);
  if (some.length === 0) return void tell(l10n.t('No experiment declares variables: there is nothing to change.'));
  const key = vscode.window.activeTextEditor?.document.uri.toString();
  const items = some.toSorted((a, b) => Number(b.key === key) - Number(a.key === key)).map((experiment) => ({
    label: experiment.name, description: spokenPath(toUri(experiment.file)), detail: Object.keys(experiment.loaded?.variables ?? {}).join(', '), experiment,
  }));
  return (await vscode.window.showQuickPick(items, { title: l10n.t('Run With Variables'), matchOnDescription: true, matchOnDetail: true }))?.experiment;
}

/** What a script gives. */
function valuesOf(given: unknown): Values | undefined {
  if (typeof given !== 'object' || given === null || isNode(given) || Array.isArray(given) || given instanceof vscode.Uri) return undefined;
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, valueText(value)]));
}
