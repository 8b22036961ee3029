import type { AssertionDefinition, ProbeDefinition, StepDefinition } from '../engine';
import { AsyncObserver, checkRegisterOptions, compilePattern, defineEvent, Observer, type EventDefinition, type ObserverLike, type RegisterOptions } from '../events';
import { checkKind, objectOf } from './check-kind';
import type { PluginContext, PluginRun, PluginValidator } from './definition';
import type { EnvironmentKind } from './plugin-environment';
import type { ReportFormat } from './report-format';

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
  readonly steps: StepDefinition[] = [];
  readonly assertions: AssertionDefinition[] = [];
  readonly probes: ProbeDefinition[] = [];
  readonly environments: EnvironmentKind[] = [];
  readonly validators: PluginValidator[] = [];
  readonly reportFormats: ReportFormat[] = [];
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
        checkRegisterOptions(options);
        this.#add(this.observers, { plugin: this.plugin, pattern, observer: observerOf(pattern, observer), options: { ...options, name: observerName(this.plugin, observer, options), source: { kind: 'plug-in', name: this.plugin, file: this.file } } });
      },
      onRun: (listener) => {
        if (typeof listener !== 'function') throw new TypeError('onRun: expected a function');
        this.#add(this.runListeners, listener);
      },
      addStep: (kind) => this.#addKind('steps', this.steps, kind as StepDefinition, 'run'),
      addAssertion: (kind) => this.#addKind('assertions', this.assertions, kind as AssertionDefinition, 'evaluate'),
      addProbe: (kind) => this.#addKind('probes', this.probes, kind as ProbeDefinition, 'probe'),
      addEnvironment: (kind) => {
        const { type } = objectOf(kind, 'addEnvironment: expected { type, prepare() }');
        checkKind('environments', { ...kind, kind: type, prepare: kind.prepare }, 'prepare');
        if (this.environments.some((one) => one.type === type)) throw new TypeError(`"${kind.type}" was added before`);
        this.#add(this.environments, kind);
      },
      addValidator: (validator) => {
        const { validateResults, validateRun } = objectOf(validator, 'addValidator: expected { validateResults(), validateRun() }');
        if (typeof validateResults !== 'function' && typeof validateRun !== 'function') throw new TypeError('addValidator: expected { validateResults(), validateRun() }, one of them or both');
        this.#add(this.validators, validator);
      },
      addReportFormat: (format) => {
        const { name, render } = objectOf(format, 'addReportFormat: expected { name, render() }');
        if (typeof name !== 'string' || !/^[\w-]+$/.test(name) || typeof render !== 'function') throw new TypeError('addReportFormat: expected { name, render() }, the name of letters, digits, _ and -');
        this.#add(this.reportFormats, format);
      },
    };
  }

  /** Runs may have begun: what would come now would be in some of them only. */
  close(): void {
    this.#open = false;
  }

  #addKind<T extends { readonly kind: string }>(what: 'steps' | 'assertions' | 'probes', list: T[], definition: T, method: string): void {
    checkKind(what, definition, method);
    if (list.some(({ kind }) => kind === definition.kind)) throw new TypeError(`"${definition.kind}" was added before`);
    this.#add(list, definition);
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
