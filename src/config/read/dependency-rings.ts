import type { Problem } from '../problem';
import { dependencyUses, groupsOf, ringsOf, ringText } from '../rings';
import { whenHolds } from '../when';
import { child, plain, type Tree } from '../yaml/tree';
import type { Combination } from './combinations';
import { ProblemList } from './problem-list';
import type { Dependencies } from './read-service';

interface Service {
  readonly name: string;
  readonly tree: Tree;
  readonly dependsOn: Dependencies;
}

type Uses = ReadonlyMap<string, ReadonlySet<string>>;
const usesOf = (services: readonly Service[], dynamic: ReadonlyMap<string, Dependencies>): Uses =>
  dependencyUses(services.map(({ name, dependsOn }) => ({ name, dependsOn: dynamic.get(name) ?? dependsOn })));

/** Every service on a ring of dependencies is told so, with the shortest ring that it is on: of the services that a combination has. */
export class DependencyRings {
  private readonly services: readonly (Service & { readonly when: unknown })[];
  private readonly differ: boolean;
  private same: readonly Problem[] | undefined;
  private readonly told = new Map<string, readonly Problem[]>();

  constructor(services: readonly Service[], private readonly list: ProblemList) {
    this.services = services.map((service) => {
      const when = child(service.tree, 'when');
      return { ...service, when: when && plain(when) };
    });
    this.differ = this.services.some(({ when }) => when !== undefined);
  }

  /** @param dynamic what the combination itself says of some services' dependencies */
  problemsOf(matrix: Combination, dynamic: ReadonlyMap<string, Dependencies>): readonly Problem[] {
    if (dynamic.size === 0 && !this.differ) return (this.same ??= this.check(this.services, usesOf(this.services, dynamic)));
    const there = this.services.filter(({ when }) => whenHolds(when, matrix));
    const uses = usesOf(there, dynamic);
    const key = JSON.stringify([...uses].map(([name, used]) => [name, ...used]));
    const told = this.told.get(key) ?? this.check(there, uses);
    this.told.set(key, told);
    return told;
  }

  private check(services: readonly Service[], uses: Uses): readonly Problem[] {
    const list = new ProblemList(this.list.file);
    const rings = ringsOf(groupsOf(uses), uses);
    for (const { name, tree } of services) {
      const members = rings.get(name);
      if (members === undefined) continue;
      const ring = ringText(name, members, uses);
      list.atHead(child(tree, 'depends_on') ?? tree, 'dependency-ring', `The service "${name}" depends on itself: ${ring}`, { found: ring });
    }
    return list.problems;
  }
}
