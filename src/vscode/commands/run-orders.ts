import path from 'node:path';
import type { StartOptions } from '../api';
import { l10n } from '../l10n';
import { dirOf, type Experiment } from '../model/experiment';
import { failingTests, needsAttention } from '../model/failures';
import { engine } from '../engine';
import { isResumable } from '../model/resumable';
import type { RunOrder } from '../runs/batches';
import { pickRun } from '../runs/pick-run';
import type { Node } from '../tree/nodes';
import { valuesOfRun } from '../variables/values-of-run';
import type { CommandContext } from './context';
import { experimentOfRun } from './experiment-of-run';
import { pickTests, type ChosenTest } from './pick';
import { experimentsOf, isNode, listedExperiment, nodeOf, runOf } from './targets';

/** A palette may be faster than the discovery. */
export async function listed({ experiments }: CommandContext): Promise<readonly Experiment[]> {
  if (experiments.all().length === 0) await experiments.discover();
  return experiments.all();
}

/** One order for each experiment. */
export function ordersOf(chosen: readonly ChosenTest[]): readonly RunOrder[] {
  const byExperiment = new Map<Experiment, string[]>();
  for (const { experiment, test: { id } } of chosen) byExperiment.set(experiment, [...byExperiment.get(experiment) ?? [], id]);
  return [...byExperiment].map(([experiment, tests]) => ({ experiment, options: { tests } }));
}

/** Ids of test cases that a script passes. */
export const idsOf = (given: unknown): readonly string[] => [given].flat().filter((id): id is string => typeof id === 'string');

/** One that is only there with other values than those of the file runs with them again. */
function orderOfTest(node: Extract<Node, { readonly test: string }>, { experiments }: CommandContext): RunOrder {
  const test = node.experiment.test(node.test);
  return { experiment: listedExperiment(node, experiments), options: { ...(test?.plan === undefined ? valuesOfRun(test?.run) : {}), tests: [node.test] } };
}

/** `runTest(row)`, `runTest(file, id or ids)`, or picked. */
export async function testOrders(context: CommandContext, argument: unknown, test: unknown): Promise<readonly RunOrder[]> {
  if (isNode(argument)) {
    return argument.kind === 'experiment' || argument.kind === 'problem' || argument.kind === 'run-error' ? [] : [orderOfTest(argument, context)];
  }
  const ids = idsOf(test);
  const named = await experimentsOf(argument, context.experiments);
  if (named !== undefined && ids.length > 0) return named.map((experiment) => ({ experiment, options: { tests: ids } }));
  return ordersOf(await pickTests(named ?? await listed(context)) ?? []);
}

/** Else test cases may have other names than in the file. */
const isAsWritten = ({ variables, iterations }: StartOptions): boolean => variables === undefined && iterations === undefined;

/** What has failed and is still in the file, as it ran: one order for all that ran with the same in place of what the file says. */
export const failedOrders = (experiments: readonly Experiment[]): readonly RunOrder[] => experiments.flatMap((experiment) => {
  const orders = new Map<string, { readonly options: StartOptions; readonly tests: string[] }>();
  for (const { id, plan, run } of failingTests(experiment)) {
    const options = valuesOfRun(run);
    if (plan === undefined && isAsWritten(options)) continue;
    const key = JSON.stringify(options);
    const order: { readonly options: StartOptions; readonly tests: string[] } = orders.get(key) ?? { options, tests: [] };
    orders.set(key, order);
    order.tests.push(id);
  }
  return [...orders.values()].map(({ options, tests }) => ({ experiment, options: { ...options, tests } }));
});

/** What did not pass in the run of this folder and is still in its file. @throws Error when its journal holds nothing. */
export async function failedOrdersOf(context: CommandContext, dir: string): Promise<readonly RunOrder[]> {
  const { JOURNAL_FILE, readJournal, reduceEvents } = await engine();
  const { events } = await readJournal(path.join(dir, JOURNAL_FILE));
  if (events.length === 0) throw new Error(l10n.t('The journal of the run in {0} holds nothing.', dir));
  const state = reduceEvents(events);
  const { run, order, tests } = state;
  const experiment = await experimentOfRun(context, dir, state);
  const values = valuesOfRun({ id: run, state: () => state });
  const failed = new Set(order.filter((id) => needsAttention(tests[id]?.outcome ?? 'interrupted')));
  const still = !isAsWritten(values) ? [...failed] : experiment.loaded?.tests.map(({ id }) => id).filter((id) => failed.has(id)) ?? [];
  return still.length === 0 ? [] : [{ experiment, options: { ...values, tests: still } }];
}

/** Of a row: its newest run; else one that is picked. */
export async function resumeOrders(context: CommandContext, argument: unknown): Promise<readonly RunOrder[]> {
  const named = await experimentsOf(argument, context.experiments);
  const [only] = named ?? [];
  const newest = named?.length === 1 ? only?.newest : undefined;
  if (only !== undefined && newest !== undefined) return [{ experiment: only, options: { resume: dirOf(newest) } }];
  const run = await pickRun(named ?? await listed(context), l10n.t('Resume Run'), {
    of: ({ outcome }) => isResumable({ ...(outcome === undefined ? {} : { outcome }) }), none: l10n.t('No run was interrupted or cancelled.'),
  });
  const experiment = context.experiments.all().find(({ file }) => file === run?.summary?.file);
  return run === undefined || experiment === undefined ? [] : [{ experiment, options: { resume: run.dir } }];
}

/** Of a row: what its experiment ran last; else what ran last at all, also before the window was reloaded. */
export async function againOrders(context: CommandContext, argument: unknown): Promise<readonly RunOrder[]> {
  const named = await experimentsOf(argument, context.experiments);
  if (named === undefined && context.batches.last.length > 0) return context.batches.last;
  const node = nodeOf(argument, context.tree.view);
  if (named !== undefined && node?.kind === 'test') return [{ experiment: listedExperiment(node, context.experiments), options: { ...valuesOfRun(node.experiment.test(node.test)?.run), tests: [node.test] } }];
  return (named ?? ranLast(context.experiments.all())).map((experiment) => {
    const last = experiment.newest?.state().order;
    const values = valuesOfRun(experiment.newest);
    if (!isAsWritten(values) && last?.some((id) => experiment.loaded?.tests.every((test) => test.id !== id))) return { experiment, options: { ...values, tests: last } };
    const still = experiment.loaded?.tests.map((test) => test.id).filter((id) => last?.includes(id)) ?? [];
    const whole = last === undefined || still.length === 0 || still.length === experiment.loaded?.tests.length;
    return { experiment, options: { ...values, ...(whole ? {} : { tests: still }) } };
  });
}

const ranLast = (experiments: readonly Experiment[]): readonly Experiment[] => {
  const id = runOf(undefined, experiments)?.id;
  return experiments.filter(({ newest }) => newest !== undefined && newest.id === id);
};
