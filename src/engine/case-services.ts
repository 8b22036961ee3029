import { dependencyUses, groupsOf, ringsOf, ringText, type ServiceDraft } from '../config';
import { CaseAborted } from './case-aborted';
import { NEVER, untilAborted, untilLimit } from './limits';
import type { Service } from './service';
import { inReverseOrder } from './reverse-order';
import { StepError, type Clock } from './step-context';

/** The services of one test case, started in the order of their dependencies and stopped in reverse. */
export class CaseServices {
  readonly #byName: ReadonlyMap<string, Service>;
  readonly #givenUp = new Set<number>();

  constructor(private readonly drafts: readonly ServiceDraft[], services: readonly Service[]) {
    this.#byName = new Map(services.map((service) => [service.name, service]));
  }

  /** Pids of those that could not be stopped in time. */
  get givenUp(): ReadonlySet<number> {
    return this.#givenUp;
  }

  /** Starts all, independent ones together; resolves when all are ready. @throws the first error, when all starts have settled. */
  async start(clock: Clock, signal: AbortSignal, giveUp: (reason: CaseAborted) => void): Promise<void> {
    const begun = new Map<string, Promise<void>>();
    const ready = new Map<string, Promise<void>>();
    const until = async ({ service, condition }: ServiceDraft['dependsOn'][number]): Promise<void> => {
      const other = this.#byName.get(service);
      switch (condition) {
        case 'started':
          return begun.get(service);
        case 'ready':
          return ready.get(service);
        case 'ended':
          await begun.get(service);
          await ready.get(service);
          if (other !== undefined) await untilAborted(other.ended, signal);
          return undefined;
        default:
          return condition satisfies never;
      }
    };
    let first: unknown;
    const note = (error: unknown): void => {
      if (first !== undefined) return;
      first = error;
      giveUp(new CaseAborted('broken', 'Another service could not be started'));
    };
    for (const draft of this.#inOrder()) {
      const service = this.#byName.get(draft.name);
      if (service === undefined) continue;
      let asked = clock.now();
      const begin = Promise.all(draft.dependsOn.map(until)).then(() => {
        signal.throwIfAborted();
        asked = clock.now();
        return service.begin();
      });
      begun.set(draft.name, begin);
      ready.set(draft.name, begin.then(() => service.becomeReady(asked)));
    }
    for (const promise of [...begun.values(), ...ready.values()]) promise.catch(note);
    await Promise.allSettled(ready.values());
    if (first !== undefined) throw first;
  }

  /** Resolves when every service that is declared to end by itself has. */
  async endedByThemselves(): Promise<void> {
    await Promise.all([...this.#byName.values()].filter((service) => service.endsByItself).map((service) => service.endedWithGroup()));
  }

  /** The last look before the verdict: every death known by now is told, later ones are nobody's fault. */
  async lookOnceMore(): Promise<void> {
    await Promise.all([...this.#byName.values()].map((service) => service.lookOnceMore()));
  }

  /** Those that had to have ended by themselves by now, and have not, break the test. */
  checkEnds(): void {
    for (const service of this.#byName.values()) service.checkEnd();
  }

  endOfTest(): void {
    for (const service of this.#byName.values()) service.endOfTest();
  }

  /** Stops all, dependents first. @throws LimitExceeded when one does not stop in time; its end is told all the same. */
  async stop(clock: Clock, ms: number): Promise<void> {
    let failed: unknown;
    await inReverseOrder(this.drafts, async (name) => {
      const service = this.#byName.get(name);
      if (service === undefined) return;
      try {
        const limit = { what: `Stopping ${name}`, ms: ms + service.graceMs, clock, signal: NEVER };
        await untilLimit(limit, () => service.stop('the test is over'));
      } catch (error) {
        failed ??= error;
        const pid = service.giveUp();
        if (pid !== undefined) this.#givenUp.add(pid);
      }
    });
    if (failed !== undefined) throw failed;
  }

  #inOrder(): readonly ServiceDraft[] {
    const byName = new Map(this.drafts.map((draft) => [draft.name, draft]));
    const uses = dependencyUses(this.drafts);
    const groups = groupsOf(uses);
    const rings = ringsOf(groups, uses);
    for (const draft of this.drafts) {
      const ring = rings.get(draft.name);
      if (ring !== undefined) {
        throw new StepError({ phase: 'services', kind: 'config', message: `Services depend on each other in a ring: ${ringText(draft.name, ring, uses)}`, source: draft.sourceOf('depends_on') });
      }
      const unknown = draft.dependsOn.find(({ service }) => !byName.has(service));
      if (unknown !== undefined) {
        throw new StepError({ phase: 'services', kind: 'config', message: `${draft.name} depends on ${unknown.service}, which is no service of this test`, source: draft.sourceOf('depends_on') });
      }
    }
    return groups.flatMap(([name = '']) => byName.get(name) ?? []);
  }
}
