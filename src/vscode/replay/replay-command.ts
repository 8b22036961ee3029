import path from 'node:path';
import * as vscode from 'vscode';
import { isEventOf } from '../../events';
import type { CommandContext } from '../commands/context';
import { experimentOfRun } from '../commands/experiment-of-run';
import { pickAnyRun } from '../commands/pick-any-run';
import { isNode, runDirOf } from '../commands/targets';
import { tell, tellNothingRan } from '../tell';
import { engine } from '../engine';
import { l10n } from '../l10n';
import { dirOf, type Experiment } from '../model/experiment';
import type { ReplayReport } from './replays';
import { readSpeed, speedChoices } from './speeds';

/** Replays a run: a row's, the one in a folder, or a picked one; at a given speed or a picked one. Resolves when it has ended. */
export async function replayRun(context: CommandContext, argument?: unknown, given?: unknown): Promise<ReplayReport | undefined> {
  const dir = await runDir(context, argument);
  if (dir === undefined) return undefined;
  const speed = typeof given === 'number' || typeof given === 'string' ? readSpeed(String(given === Infinity ? 'max' : given)) : await pickSpeed();
  if (speed === undefined) return undefined;
  const report = await context.replays.start(await experimentOf(context, dir), dir, speed);
  void tellNotes(report, context);
  return report;
}

/** False when there was none. */
export function stopReplay({ replays }: CommandContext): boolean {
  const stopped = replays.stop();
  if (!stopped) tell(l10n.t('No replay is under way.'));
  return stopped;
}

async function runDir(context: CommandContext, argument: unknown): Promise<string | undefined> {
  if (isNode(argument)) {
    const test = 'test' in argument ? argument.experiment.test(argument.test) : undefined;
    const run = test?.run ?? argument.experiment.newest;
    if (run === undefined) tellNothingRan();
    return run === undefined ? undefined : dirOf(run);
  }
  return runDirOf(argument) ?? (await pickAnyRun(context, argument, l10n.t('Replay Run')))?.dir;
}

/** The experiment that the run says it is of. @throws Error when its journal does not say, or cannot be read. */
async function experimentOf(context: CommandContext, dir: string): Promise<Experiment> {
  const { JOURNAL_FILE, journalEvents } = await engine();
  const journal = path.join(dir, JOURNAL_FILE);
  for await (const events of journalEvents(journal, () => undefined)) {
    const opening = events.find((event) => event.type === 'experiment.configured');
    if (opening !== undefined && isEventOf(opening, 'experiment.configured')) return experimentOfRun(context, dir, opening);
    break;
  }
  throw new Error(l10n.t('{0} does not begin with the event that says of which experiment the run is', journal));
}

async function pickSpeed(): Promise<number | undefined> {
  const chosen = await vscode.window.showQuickPick(speedChoices(), { title: l10n.t('Replay Run'), placeHolder: l10n.t('How fast') });
  if (chosen === undefined || chosen.speed !== undefined) return chosen?.speed;
  const typed = await vscode.window.showInputBox({
    title: l10n.t('Replay Run'), prompt: l10n.t('How many times as fast: 0.5 is half as fast, 60 shows a minute in a second'), value: '2',
    validateInput: (value) => (readSpeed(value) === undefined ? l10n.t("Expected a number above 0, or max, found '{0}'", value) : undefined),
  });
  return typed === undefined ? undefined : readSpeed(typed);
}

/** What could not be replayed must be seen, also by those who do not read the log. */
async function tellNotes({ run, notes }: ReplayReport, { log }: CommandContext): Promise<void> {
  const [first] = notes;
  if (first === undefined) return;
  const show = l10n.t('Show Event Log');
  const more = notes.length === 1 ? '' : ` ${l10n.t('And {0} more.', notes.length - 1)}`;
  const chosen = await vscode.window.showWarningMessage(`${l10n.t('The journal of run {0}, line {1}: {2}.', run, first.line, first.message)}${more}`, show);
  if (chosen !== show) return;
  log.flush();
  log.channel.show(true);
}
