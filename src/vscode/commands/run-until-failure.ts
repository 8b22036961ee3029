import * as vscode from 'vscode';
import type { RoundsReport } from '../api';
import { l10n } from '../l10n';
import type { RunOrder } from '../runs/batches';
import type { CommandContext } from './context';
import { pickRepeated } from './pick';
import { idsOf, listed, testOrders } from './run-orders';
import { experimentsOf, isNode } from './targets';
import { tellRefused } from './tell-refused';

const USUAL_ROUNDS = 100;

/**
 * Repeats a row, a file, test cases of it, or what is picked, until something does not pass. Resolves at its end.
 * @param given how many rounds at most, 0 for as many as it takes; default: asked for
 */
export async function runUntilFailure(context: CommandContext, argument: unknown, given: unknown, tests: unknown): Promise<RoundsReport | undefined> {
  const orders = await ordersOf(context, argument, tests);
  if (orders.length === 0) return undefined;
  const most = typeof given === 'number' ? given : await askRounds();
  if (most === undefined) return undefined;
  const { end: { verdict, number, passed }, reports } = await context.batches.runUntilFailure(orders, most === 0 ? undefined : most);
  if (verdict !== 'stopped') tellRefused(reports);
  return { verdict, rounds: number, passed, reports };
}

async function ordersOf(context: CommandContext, argument: unknown, tests: unknown): Promise<readonly RunOrder[]> {
  const ofExperiment = isNode(argument) ? !('test' in argument) : idsOf(tests).length === 0;
  if (!ofExperiment) return testOrders(context, argument, tests);
  const named = await experimentsOf(argument, context.experiments);
  if (named !== undefined) return named.map((experiment) => ({ experiment, options: {} }));
  return await pickRepeated(await listed(context)) ?? [];
}

/** Undefined when given up, 0 for as many as it takes. */
async function askRounds(): Promise<number | undefined> {
  const typed = await vscode.window.showInputBox({
    title: l10n.t('Run Until Failure'), prompt: l10n.t('How many rounds at most; empty: until it fails or is stopped'), value: String(USUAL_ROUNDS),
    ignoreFocusOut: true,
    validateInput: (value) => (roundsOf(value) === undefined ? l10n.t("Expected a whole number above 0, or nothing, found '{0}'", value) : undefined),
  });
  return typed === undefined ? undefined : roundsOf(typed);
}

/** @returns undefined for what is no number of rounds */
const roundsOf = (text: string): number | undefined => {
  const trimmed = text.trim();
  return trimmed === '' ? 0 : /^[1-9]\d{0,8}$/.test(trimmed) ? Number(trimmed) : undefined;
};
