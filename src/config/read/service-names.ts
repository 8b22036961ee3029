import { didYouMean } from '../distance';
import { hasExpression } from '../expressions/template';
import type { Tree } from '../yaml/tree';
import type { ProblemList } from './problem-list';

export const unknownService = (name: string, services: readonly string[]): string => `There is no service "${name}" in this test.${didYouMean(name, services)}`;

/** What names a service has to name one of the test; an expression is left for the run. */
export const checkServiceName = (tree: Tree | undefined, services: readonly string[], list: ProblemList): void => {
  if (tree?.kind !== 'scalar' || typeof tree.value !== 'string' || hasExpression(tree.value) || services.includes(tree.value)) return;
  list.at(tree, 'unknown-service', unknownService(tree.value, services), { found: tree.value });
};
