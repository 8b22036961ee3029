import { l10n } from '../l10n';
import type { CommandContext } from './context';
import { tellBriefly, tellNoExperiment } from '../tell';

/** Looks for files again, and says how many there are. */
export async function refresh({ experiments }: CommandContext): Promise<void> {
  await experiments.discover();
  const { length } = experiments.all();
  if (length === 0) tellNoExperiment();
  else tellBriefly(length === 1 ? l10n.t('1 experiment found') : l10n.t('{0} experiments found', length));
}
