import { compilePattern, warnOfNoMatch, type EventManager, type ObserverLike, type RegisterOptions } from '../../events';

export interface ListedObserver {
  readonly pattern: string | readonly string[];
  readonly observer: ObserverLike;
  readonly options: RegisterOptions;
}

/** Observers of other extensions: attached to every run, those under way included. */
export class ObserverList {
  readonly #listed = new Set<ListedObserver>();
  readonly #warned = new Set<string>();

  /** @param tell writes a warning down. */
  constructor(private readonly live: () => readonly EventManager[], private readonly tell: (message: string) => void) {}

  get all(): readonly ListedObserver[] {
    return [...this.#listed];
  }

  /** @throws TypeError when a pattern is malformed. */
  register(pattern: string | readonly string[], observer: ObserverLike, options: RegisterOptions = {}): { dispose(): void } {
    // Also while nothing runs a mistake is told to the one who made it.
    [pattern].flat().forEach(compilePattern);
    if (this.live().length === 0) for (const { message } of warnOfNoMatch(options.name ?? (observer.name || 'anonymous'), [pattern].flat(), [])) this.warn(message);
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

  /** Once: an observer is registered in run after run. */
  warn(message: string): void {
    if (this.#warned.has(message)) return;
    this.#warned.add(message);
    this.tell(message);
  }

  unregister(pattern: string | readonly string[], observer: ObserverLike): void {
    for (const listed of [...this.#listed]) {
      if (listed.observer === observer && String(listed.pattern) === String(pattern)) this.#listed.delete(listed);
    }
    for (const events of this.live()) events.unregisterObserver(pattern, observer);
  }
}
