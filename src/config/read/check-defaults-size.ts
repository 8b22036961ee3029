import { child, type Tree } from '../yaml/tree';
import type { ProblemList } from './problem-list';

/** Each of them is read, checked and kept for each test that takes it. */
const MAX_VALUES = 500_000;

const sizeOf = (tree: Tree | undefined): number => {
  if (!tree) return 0;
  const below = tree.kind === 'map' ? [...tree.entries.values()] : tree.kind === 'list' ? tree.items : [];
  return below.reduce((sum, one) => sum + sizeOf(one), 1);
};

const partsOf = (tree: Tree | undefined): number => (tree?.kind === 'map' ? tree.entries.size : tree?.kind === 'list' ? tree.items.length : 0);

/** Whether the tests can be read with the defaults: a small file can make millions of values of them. Counted by multiplication, before anything is merged; without them the tests stay listed. */
export const checkDefaultsSize = (defaults: Tree | undefined, tests: readonly Tree[], list: ProblemList): boolean => {
  if (!defaults) return true;
  const [service, step] = [child(defaults, 'service'), child(defaults, 'step')];
  const [ofService, ofStep] = [sizeOf(service), sizeOf(step)];
  const ofTest = sizeOf(defaults) - ofService - ofStep;
  const count = tests.reduce((sum, test) => sum + ofTest + ofService * partsOf(child(test, 'services') ?? child(defaults, 'services')) + ofStep * partsOf(child(test, 'steps') ?? child(defaults, 'steps')), 0);
  if (count <= MAX_VALUES) return true;
  list.atHead(defaults, 'too-many-defaults', `"defaults" stand for ${count.toLocaleString('en')} values in all tests together: at most ${MAX_VALUES.toLocaleString('en')} are read`, { found: String(count), expected: `at most ${MAX_VALUES}` });
  return false;
};
