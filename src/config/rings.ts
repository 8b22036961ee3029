interface Visit {
  readonly name: string;
  readonly next: Iterator<string>;
}

/**
 * The names in groups, those that others use first; a group of several is a ring, as is a single name that uses itself.
 * Strongly connected components after Tarjan (1972), without recursion: a file may have a chain of thousands.
 */
export const groupsOf = (uses: ReadonlyMap<string, ReadonlySet<string>>): readonly (readonly string[])[] => {
  const groups: (readonly string[])[] = [];
  const indices = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const lower = (name: string, to: number): void => void lowest.set(name, Math.min(lowest.get(name) ?? to, to));
  const visits: Visit[] = [];
  const enter = (name: string): void => {
    indices.set(name, indices.size);
    lower(name, indices.size - 1);
    open.push(name);
    isOpen.add(name);
    visits.push({ name, next: (uses.get(name) ?? new Set<string>()).values() });
  };
  const leave = ({ name }: Visit): void => {
    visits.pop();
    const low = lowest.get(name) ?? 0;
    const above = visits.at(-1);
    if (above) lower(above.name, low);
    if (low !== indices.get(name)) return;
    const group = open.splice(open.lastIndexOf(name));
    for (const member of group) isOpen.delete(member);
    groups.push(group);
  };
  for (const start of uses.keys()) {
    if (!indices.has(start)) enter(start);
    for (let visit = visits.at(-1); visit; visit = visits.at(-1)) {
      const { done, value } = visit.next.next();
      if (done === true) leave(visit);
      else if (!uses.has(value)) continue;
      else if (!indices.has(value)) enter(value);
      else if (isOpen.has(value)) lower(visit.name, indices.get(value) ?? 0);
    }
  }
  return groups;
};

/** Which other services each one depends on. */
export const dependencyUses = (services: readonly { readonly name: string; readonly dependsOn: readonly { readonly service: string }[] }[]): ReadonlyMap<string, ReadonlySet<string>> =>
  new Map(services.map(({ name, dependsOn }) => [name, new Set(dependsOn.map(({ service }) => service))]));

/** Longer rings are not written out. */
const SHOWN = 20;

/** For each name on a ring, all that are on it. */
export const ringsOf = (groups: readonly (readonly string[])[], uses: ReadonlyMap<string, ReadonlySet<string>>): ReadonlyMap<string, readonly string[]> =>
  new Map(groups.filter(([first = '', ...others]) => others.length > 0 || uses.get(first)?.has(first)).flatMap((group) => group.map((name) => [name, group] as const)));

/** The shortest way from the name back to it, both included; of a ring of many names their number. */
export const ringText = (name: string, members: readonly string[], uses: ReadonlyMap<string, ReadonlySet<string>>): string => {
  if (members.length > SHOWN) return `${name} → … → ${name}, a ring of ${members.length}`;
  const open: (readonly string[])[] = [[name]];
  const seen = new Set<string>();
  // Level by level, so that the first found is the shortest.
  for (const way of open) {
    for (const next of uses.get(way.at(-1) ?? '') ?? []) {
      if (next === name) return [...way, name].join(' → ');
      if (seen.has(next) || !members.includes(next)) continue;
      seen.add(next);
      open.push([...way, next]);
    }
  }
  return name;
};
