import type { CommandContext } from './context';
import { isNode } from './targets';

/** Shows the present state again: of one experiment, or of all. */
export function backToNow({ tree, experiments }: CommandContext, argument?: unknown): void {
  for (const experiment of isNode(argument) ? [argument.experiment] : experiments.all()) tree.pasts.endOf(experiment);
}
