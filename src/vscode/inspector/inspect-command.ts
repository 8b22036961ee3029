import type { CommandContext } from '../commands/context';
import { pickAnyRun } from '../commands/pick-any-run';
import { isNode, runDirOf } from '../commands/targets';
import { tellNothingRan } from '../tell';
import { l10n } from '../l10n';
import { dirOf } from '../model/experiment';

/**
 * Opens the events of a run: of a row the run that it shows, filtered to its test case and service; of a run's folder or
 * id that run; else of the run that is picked. Resolves with the run's folder.
 */
export async function inspectEvents(context: CommandContext, argument?: unknown): Promise<string | undefined> {
  const { inspectors } = context;
  if (isNode(argument)) {
    const test = 'test' in argument ? argument.experiment.test(argument.test) : undefined;
    const run = test?.run ?? argument.experiment.newest;
    if (run === undefined) {
      tellNothingRan();
      return undefined;
    }
    const dir = dirOf(run);
    await inspectors.show(dir, { test: test?.id ?? '', service: argument.kind === 'service' ? argument.key : '' });
    return dir;
  }
  const dir = runDirOf(argument) ?? (await pickAnyRun(context, argument, l10n.t('Inspect Events')))?.dir;
  if (dir !== undefined) await inspectors.show(dir);
  return dir;
}
