import { mergeTrees, type Tree } from '../yaml/tree';

/** Services and steps have defaults of their own, and a name is nobody else's. */
const OTHERS: readonly string[] = ['service', 'step', 'name'];

/** A test with what `defaults` gives it. */
export const mergedTest = (tree: Tree, defaults: Tree | undefined): Tree => {
  if (tree.kind !== 'map' || defaults?.kind !== 'map') return tree;
  return mergeTrees({ ...defaults, entries: new Map([...defaults.entries].filter(([key]) => !OTHERS.includes(key))) }, tree) ?? tree;
};
