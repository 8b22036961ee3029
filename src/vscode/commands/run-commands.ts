import * as vscode from 'vscode';
import type { RunReport } from '../api';
import { l10n } from '../l10n';
import type { Experiment } from '../model/experiment';
import { failingTests } from '../model/failures';
import { isResumable } from '../model/resumable';
import type { RunOrder } from '../runs/batches';
import { pickRun } from '../runs/pick-run';
import type { CommandContext } from './context';
import { pickExperiments, pickTests } from './pick';
import { experimentsOf, isNode, listedExperiment, nodeOf } from './targets';

type Reports = Promise<readonly RunReport[]>;

/** Commands that run experiments; each resolves with plain reports when all its runs have ended. */
export function runCommands(context: CommandContext): { readonly [command: string]: (...args: unknown[]) => unknown } {
  const { experiments } = context;
  return {
    runExperiment: async (argument?: unknown, selected?: unknown) => {
      const several = Array.isArray(selected) && selected.length > 1 ? selected : argument;
      const chosen = await experimentsOf(several, experiments) ?? (await pickExperiments(await listed(context)));
      return runOrders(context, (chosen ?? []).map((experiment) => ({ experiment, options: {} })));
    },
    runAll: async () => runOrders(context, (await listed(context)).map((experiment) => ({ experiment, options: {} }))),
    runTest: async (argument?: unknown, test?: unknown) => runOrders(context, await testOrders(context, argument, test)),
    runFailed: async (argument?: unknown) => runOrders(context, failedOrders(await experimentsOf(argument, experiments) ?? experiments.all()), l10n.t('No test case has failed.')),
    resumeRun: async (argument?: unknown) => runOrders(context, await resumeOrders(context, argument)),
    runAgain: async (argument?: unknown) => runOrders(context, await againOrders(context, argument), l10n.t('Nothing has been run yet.')),
  };
}

/** A palette may be faster than the discovery. */
async function listed({ experiments }: CommandContext): Promise<readonly Experiment[]> {
  if (experiments.all().length === 0) await experiments.discover();
  return experiments.all();
}

async function runOrders({ batches }: CommandContext, orders: readonly RunOrder[], whenEmpty?: string): Reports {
  if (orders.length === 0) {
    if (whenEmpty !== undefined) void vscode.window.showInformationMessage(whenEmpty);
    return [];
  }
  const reports = await batches.run(orders);
  const refused = reports.filter((report) => report.refused !== undefined);
  if (refused.length > 0) void tellRefused([...new Set(refused.map((report) => report.refused ?? ''))]);
  return reports;
}

async function tellRefused(reasons: readonly string[]): Promise<void> {
  const text = reasons.length === 1 ? reasons[0] ?? '' : l10n.t('{0} experiments were not run: {1}', reasons.length, reasons.join(' · '));
  if (vscode.workspace.isTrusted) return void vscode.window.showErrorMessage(text);
  const manage = l10n.t('Manage Workspace Trust');
  if (await vscode.window.showWarningMessage(text, manage) === manage) await vscode.commands.executeCommand('workbench.trust.manage');
}

/** `runTest(row)`, `runTest(file, id or ids)`, or picked. */
async function testOrders(context: CommandContext, argument: unknown, test: unknown): Promise<readonly RunOrder[]> {
  if (isNode(argument)) {
    return argument.kind === 'experiment' || argument.kind === 'problem' || argument.kind === 'run-error' ? [] : [{ experiment: listedExperiment(argument, context.experiments), options: { tests: [argument.test] } }];
  }
  const ids = [test].flat().filter((id): id is string => typeof id === 'string');
  const named = await experimentsOf(argument, context.experiments);
  if (named !== undefined && ids.length > 0) return named.map((experiment) => ({ experiment, options: { tests: ids } }));
  const chosen = await pickTests(named ?? await listed(context)) ?? [];
  const byExperiment = new Map<Experiment, string[]>();
  for (const { experiment, test: { id } } of chosen) byExperiment.set(experiment, [...byExperiment.get(experiment) ?? [], id]);
  return [...byExperiment].map(([experiment, tests]) => ({ experiment, options: { tests } }));
}

/** What has failed and is still in the file. */
const failedOrders = (experiments: readonly Experiment[]): readonly RunOrder[] => experiments.flatMap((experiment) => {
  const tests = failingTests(experiment).filter((test) => test.plan !== undefined).map((test) => test.id);
  return tests.length === 0 ? [] : [{ experiment, options: { tests } }];
});

/** Of a row: its newest run; else one that is picked. */
async function resumeOrders(context: CommandContext, argument: unknown): Promise<readonly RunOrder[]> {
  const named = await experimentsOf(argument, context.experiments);
  const [only] = named ?? [];
  const newest = named?.length === 1 ? only?.newest : undefined;
  if (only !== undefined && newest !== undefined) return [{ experiment: only, options: { resume: newest.state().dir } }];
  const run = await pickRun(named ?? await listed(context), l10n.t('Resume Run'), {
    of: ({ outcome }) => isResumable({ ...(outcome === undefined ? {} : { outcome }) }), none: l10n.t('No run was interrupted or cancelled.'),
  });
  const experiment = context.experiments.all().find(({ file }) => file === run?.summary?.file);
  return run === undefined || experiment === undefined ? [] : [{ experiment, options: { resume: run.dir } }];
}

/** Of a row: what its experiment ran last; else what ran last at all. */
async function againOrders(context: CommandContext, argument: unknown): Promise<readonly RunOrder[]> {
  const named = await experimentsOf(argument, context.experiments);
  if (named === undefined) return context.batches.last;
  const node = nodeOf(argument, context.tree.view);
  if (node?.kind === 'test') return [{ experiment: listedExperiment(node, context.experiments), options: { tests: [node.test] } }];
  return named.map((experiment) => {
    const last = experiment.newest?.state().order;
    const still = experiment.loaded?.tests.map((test) => test.id).filter((id) => last?.includes(id)) ?? [];
    const whole = last === undefined || still.length === 0 || still.length === experiment.loaded?.tests.length;
    return { experiment, options: whole ? {} : { tests: still } };
  });
}
