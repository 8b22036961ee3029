import type { ServiceDraft } from '../../config';

/** Services such that each comes after those it depends on, else as the file has them. Expects no ring. */
export function inStartOrder(services: readonly ServiceDraft[]): readonly ServiceDraft[] {
  const byName = new Map(services.map((service) => [service.name, service]));
  const ordered = new Set<ServiceDraft>();
  const add = (service: ServiceDraft, trail: readonly string[]): void => {
    if (ordered.has(service) || trail.includes(service.name)) return;
    for (const { service: name } of service.dependsOn) {
      const other = byName.get(name);
      if (other !== undefined) add(other, [...trail, service.name]);
    }
    ordered.add(service);
  };
  for (const service of services) add(service, []);
  return [...ordered];
}
