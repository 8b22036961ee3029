import { child, type MapTree, type Tree } from '../yaml/tree';
import { hasExpression } from '../expressions/template';
import { inserting } from '../fixes';
import { freePort, type FixedPort } from './check-ports';
import type { ProblemList } from './problem-list';

/** What may run beside others, with the ports that its services take. */
export interface PortUser {
  readonly tree: Tree;
  readonly list: ProblemList;
  readonly ports: readonly FixedPort[];
  /** How many cases it stands for. */
  readonly cases: number;
}

const literal = (tree: Tree | undefined): unknown => (tree?.kind === 'scalar' ? tree.value : undefined);
const alone = (tree: Tree): boolean => {
  const exclusive = literal(child(tree, 'exclusive'));
  const skip = child(tree, 'skip');
  return exclusive === true || hasExpression(exclusive) || (skip !== undefined && literal(skip) !== false);
};

const mayMeet = (a: Tree, b: Tree): boolean => {
  if (alone(a) || alone(b)) return false;
  const [first, second] = [literal(child(a, 'parallel_group')), literal(child(b, 'parallel_group'))];
  return !hasExpression(first) && !hasExpression(second) && (first === undefined || first !== second);
};

/** Warns of a fixed port that test cases take which may run at the same time. */
export const checkSharedPorts = (users: readonly PortUser[], parallel: number): void => {
  const seen = new Map<number, { readonly user: PortUser; readonly port: FixedPort }[]>();
  for (const user of users) {
    for (const port of user.ports) {
      const { tree, list } = user;
      const earlier = seen.get(port.port) ?? [];
      seen.set(port.port, earlier);
      const other = earlier.find((one) => one.user !== user && mayMeet(one.user.tree, tree));
      const itself = user.cases > 1 && mayMeet(tree, tree);
      if (earlier.at(-1)?.user !== user) earlier.push({ user, port });
      if (!other && !itself) continue;
      const whom = other ? 'another test' : `the ${user.cases} cases of this test`;
      const group = tree.kind === 'map' && tree.path.length > 0 && !tree.entries.has('parallel_group') ? groupFix(tree, port.port, list) : [];
      const { fixes = [] } = freePort(port, list);
      list.at(port.tree, 'shared-port', `The port ${port.port} is also taken by ${whom}, and up to ${parallel} test cases run at once: use auto, or give them the same parallel_group`, {
        severity: 'warning', found: String(port.port), expected: 'auto', fixes: [...fixes, ...group],
        ...(other ? { related: [{ range: other.user.list.file.range(other.port.tree.start, other.port.tree.end), message: `${port.port} is also taken here` }] } : {}),
      });
    }
  }
};

const groupFix = (tree: MapTree, port: number, { file }: ProblemList) =>
  inserting(file, tree, 'parallel_group', `port-${port}`, `Run those of port ${port} one after the other`).fixes ?? [];
