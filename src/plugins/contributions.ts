import { AsyncObserver, compilePattern, defineEvent, Observer, type EventDefinition, type ObserverLike, type RegisterOptions } from '../events';
import type { PluginContext, PluginRun } from './definition';

/** An observer that every run gets. */
export interface PluginObserver {
  readonly plugin: string;
  readonly pattern: string | readonly string[];
  readonly observer: ObserverLike;
  readonly options: RegisterOptions & { readonly name: string };
}

/** What a plug-in brings; filled while it is set up. */
export class Contributions {
  readonly events: EventDefinition[] = [];
  readonly observers: PluginObserver[] = [];
  readonly runListeners: ((run: PluginRun) => void)[] = [];
  #open = true;

  constructor(private readonly plugin: string, private readonly file: string) {}

  /** What the plug-in gets to register with, until `close`. */
  context(): PluginContext {
    return {
      name: this.plugin, file: this.file, Observer, AsyncObserver,
      defineEvent: (type, validator) => {
        const definition = defineEvent(type, validator);
        this.#add(this.events, definition);
        return definition;
      },
      registerObserver: (pattern, observer, options = {}) => {
        this.#add(this.observers, { plugin: this.plugin, pattern, observer: observerOf(pattern, observer), options: { ...options, name: observerName(this.plugin, observer, options) } });
      },
      onRun: (listener) => {
        if (typeof listener !== 'function') throw new TypeError('onRun: expected a function');
        this.#add(this.runListeners, listener);
      },
    };
  }

  /** Runs may have begun: what would come now would be in some of them only. */
  close(): void {
    this.#open = false;
  }

  #add<T>(list: T[], item: T): void {
    if (!this.#open) throw new Error(`the plug-in ${this.plugin} has been set up: register before setup() ends`);
    list.push(item);
  }
}

/** @throws TypeError */
function observerOf(pattern: string | readonly string[], observer: ObserverLike): ObserverLike {
  for (const one of typeof pattern === 'string' ? [pattern] : pattern) compilePattern(one);
  if (typeof observer === 'function' || (typeof observer === 'object' && observer !== null)) return observer;
  throw new TypeError('registerObserver: expected an observer or a function');
}

/** An observer's faults are told by its name: it must be known whose it is. */
export function observerName(plugin: string, observer: ObserverLike, { name }: RegisterOptions): string {
  const own = name ?? observer.name;
  return own === undefined || own === '' || own === plugin ? plugin : `${plugin}: ${own}`;
}
