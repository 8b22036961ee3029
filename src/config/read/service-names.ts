import { didYouMean } from '../distance';
import { hasExpression } from '../expressions/template';
import type { Tree } from '../yaml/tree';
import type { ProblemList } from './problem-list';

export const noService = (name: string): string => `There is no service "${name}" in this test.`;
export const unknownService = (name: string, services: readonly string[]): string => `${noService(name)}${didYouMean(name, services)}`;

/** What names a service has to name one of the test; an expression is left for the run. */
export const checkServiceName = (tree: Tree | undefined, services: readonly string[], list: ProblemList): void => {
  if (tree?.kind !== 'scalar' || typeof tree.value !== 'string' || hasExpression(tree.value) || services.includes(tree.value)) return;
  list.unknown(tree, 'unknown-service', noService(tree.value), services);
};
