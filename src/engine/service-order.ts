import type { ServiceDraft } from '../config';

/** One ring of services that depend on each other, in order, or undefined. */
export function findDependencyRing(services: readonly ServiceDraft[]): readonly ServiceDraft[] | undefined {
  const byName = new Map(services.map((service) => [service.name, service]));
  const done = new Set<string>();
  const visit = (service: ServiceDraft, trail: readonly ServiceDraft[]): readonly ServiceDraft[] | undefined => {
    const seen = trail.indexOf(service);
    if (seen >= 0) return trail.slice(seen);
    if (done.has(service.name)) return undefined;
    for (const { service: name } of service.dependsOn) {
      const next = byName.get(name);
      const ring = next === undefined ? undefined : visit(next, [...trail, service]);
      if (ring !== undefined) return ring;
    }
    done.add(service.name);
    return undefined;
  };
  for (const service of services) {
    const ring = visit(service, []);
    if (ring !== undefined) return ring;
  }
  return undefined;
}

/** Does `work` on each service once all that depend on it are done, independent ones together. Expects no ring. */
export async function inReverseOrder(services: readonly ServiceDraft[], work: (name: string) => Promise<void>): Promise<void> {
  const done = new Map<string, Promise<void>>();
  const dependents = (name: string) => services.filter(({ dependsOn }) => dependsOn.some(({ service }) => service === name));
  const stop = (name: string): Promise<void> => {
    const known = done.get(name);
    if (known !== undefined) return known;
    const mine = Promise.all(dependents(name).map((service) => stop(service.name))).then(() => work(name));
    done.set(name, mine);
    return mine;
  };
  await Promise.all(services.map(({ name }) => stop(name)));
}
