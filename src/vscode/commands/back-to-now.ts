import { l10n } from '../l10n';
import type { CommandContext } from './context';
import { isNode } from './targets';
import { tell } from '../tell';

/** Shows the present state again: of one experiment, or of all. */
export function backToNow({ tree, experiments }: CommandContext, argument?: unknown): void {
  if (tree.pasts.names.length === 0) tell(l10n.t('Now is what is shown already.'));
  for (const experiment of isNode(argument) ? [argument.experiment] : experiments.all()) tree.pasts.endOf(experiment);
}
