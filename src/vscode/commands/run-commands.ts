import type { RunReport } from '../api';
import { l10n } from '../l10n';
import type { RunOrder } from '../runs/batches';
import type { CommandContext } from './context';
import { pickAnyRun } from './pick-any-run';
import { pickExperiments } from './pick';
import { pickMatching } from './pick-matching';
import { againOrders, failedOrders, failedOrdersOf, listed, ordersOf, resumeOrders, testOrders } from './run-orders';
import { ordersWithVariables } from './run-with-variables';
import { runUntilFailure } from './run-until-failure';
import { experimentsOf, runDirOf } from './targets';
import { tell, tellNoExperiment, tellNothingRan } from '../tell';
import { tellRefused } from './tell-refused';

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
    runAll: async () => runOrders(context, (await listed(context)).map((experiment) => ({ experiment, options: {} })), tellNoExperiment),
    runTest: async (argument?: unknown, test?: unknown) => runOrders(context, await testOrders(context, argument, test)),
    runMatching: async (argument?: unknown, pattern?: unknown) => {
      const chosen = await pickMatching(await experimentsOf(argument, experiments) ?? await listed(context), pattern);
      return runOrders(context, ordersOf(chosen ?? []), chosen === undefined ? undefined : () => tell(l10n.t('No test case matches.')));
    },
    runWithVariables: async (argument?: unknown, values?: unknown, tests?: unknown) => runOrders(context, await ordersWithVariables(context, argument, values, tests)),
    runUntilFailure: (argument?: unknown, most?: unknown, tests?: unknown) => runUntilFailure(context, argument, most, tests),
    runFailed: async (argument?: unknown) => runOrders(context, failedOrders(await experimentsOf(argument, experiments) ?? experiments.all()), () => tell(l10n.t('No test case has failed.'))),
    resumeRun: async (argument?: unknown) => runOrders(context, await resumeOrders(context, argument)),
    runFailedOf: async (argument?: unknown) => {
      const dir = runDirOf(argument) ?? (await pickAnyRun(context, argument, l10n.t('Run Failed of Run')))?.dir;
      return dir === undefined ? [] : runOrders(context, await failedOrdersOf(context, dir), () => tell(l10n.t('No test case failed in that run.')));
    },
    runAgain: async (argument?: unknown) => runOrders(context, await againOrders(context, argument), tellNothingRan),
  };
}

async function runOrders({ batches }: CommandContext, orders: readonly RunOrder[], whenEmpty?: () => void): Reports {
  if (orders.length === 0) {
    whenEmpty?.();
    return [];
  }
  const reports = await batches.run(orders);
  tellRefused(reports);
  return reports;
}
