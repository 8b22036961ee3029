import type { ServiceDraft } from '../config';

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
