import { combinationId } from '../read/case-names';
import type { ProblemList } from '../read/problem-list';
import type { PlaceTable } from '../read/place-table';
import type { TestResult } from '../read/read-test';
import { describe } from '../schema/validate';
import { child, plain, type Tree } from '../yaml/tree';
import type { TestFolders } from './check-folders';
import { checkOldForms } from './check-old-forms';
import { checkPorts } from './check-ports';
import { checkServices } from './check-services';
import { checkTargets } from './check-targets';
import { checkTimes } from './check-times';
import { secondsOfWait, servicesOf, textAt } from './parts';
import { pantherTest } from './schema';

const checkTest = (tree: Tree & { readonly kind: 'map' }, folders: TestFolders, list: ProblemList): void => {
  if (!child(tree, 'name')) list.atHead(tree, 'missing-key', '"name" is missing: expected the name of the test', { expected: 'a name' });
  list.unknownKeys([pantherTest], tree, 'information');
  const services = checkServices(tree, list);
  const maps = services.filter((service) => service.tree.kind === 'map');
  checkTargets(maps, list);
  checkPorts(maps, list);
  checkTimes(tree, maps, list);
  checkOldForms(tree, maps, list);
  folders.check(tree, list);
  const assertions = child(tree, 'assertions');
  if (assertions?.kind === 'map' || assertions?.kind === 'list' && assertions.items.length > 0) list.atHead(assertions, 'no-effect', 'Assertions have no effect in PANTHER', { severity: 'information', found: 'assertions' });
};

/** Lists a test that PANTHER itself would run, and tells what is wrong with it. */
export const readPantherTest = (tree: Tree, index: number, folders: TestFolders, list: ProblemList, table: PlaceTable): TestResult => {
  const base = textAt(tree, 'name') ?? `tests[${index}]`;
  if (tree.kind === 'map') checkTest(tree, folders, list);
  else list.at(tree, 'wrong-value', `A test must be a map with a name; found ${describe(plain(tree))}`, { found: describe(plain(tree)), expected: 'a map' });
  const seconds = secondsOfWait(tree);
  const network = child(tree, 'network_environment');
  return {
    data: {
      base, place: table.place(tree), network: textAt(network, 'type') ?? textAt(tree, 'network_environment') ?? 'localhost', environments: [], env: {}, iterations: 1,
      services: servicesOf(tree).map(({ name, tree: service }) => ({ name, dependsOn: [], ...table.draft(service, plain(service)) })), steps: [], assertions: [], artifacts: [],
      ...(seconds === undefined ? {} : { waitMs: seconds * 1000 }),
    },
    idBase: base, count: 1,
    expand: (nth) => [{ id: combinationId(base, nth, []), name: base, matrix: {}, tags: [], errors: [] }],
  };
};
