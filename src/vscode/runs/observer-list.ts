import { compilePattern, type EventManager, type ObserverLike, type RegisterOptions } from '../../events';

export interface ListedObserver {
  readonly pattern: string | readonly string[];
  readonly observer: ObserverLike;
  readonly options: RegisterOptions;
}

/** Observers of other extensions: attached to every run, those under way included. */
export class ObserverList {
  readonly #listed = new Set<ListedObserver>();

  constructor(private readonly live: () => readonly EventManager[]) {}

  get all(): readonly ListedObserver[] {
    return [...this.#listed];
  }

  /** @throws TypeError when a pattern is malformed. */
  register(pattern: string | readonly string[], observer: ObserverLike, options: RegisterOptions = {}): { dispose(): void } {
    // Also while nothing runs a mistake is told to the one who made it.
    [pattern].flat().forEach(compilePattern);
    const listed = { pattern, observer, options };
    const registrations = this.live().map((events) => events.registerObserver(pattern, observer, options));
    this.#listed.add(listed);
    return {
      dispose: () => {
        this.#listed.delete(listed);
        for (const registration of registrations) registration.dispose();
        for (const events of this.live()) events.unregisterObserver(pattern, observer);
      },
    };
  }

  unregister(pattern: string | readonly string[], observer: ObserverLike): void {
    for (const listed of [...this.#listed]) {
      if (listed.observer === observer && String(listed.pattern) === String(pattern)) this.#listed.delete(listed);
    }
    for (const events of this.live()) events.unregisterObserver(pattern, observer);
  }
}
