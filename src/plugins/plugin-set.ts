import path from 'node:path';
import type { Problem } from '../config';
import { customDraft, readOutput, type ExecutionEnvironment, type Extensions, type ResultValidator } from '../engine';
import { EventManager, isEventOf, messageOf, Observer, type BuiltInDraft, type EventOf, type ExperimentEvent, type Registration } from '../events';
import { observerName, type PluginObserver } from './contributions';
import type { PluginRun } from './definition';
import { faultEvent, faultProblem, type PluginFault } from './fault';
import { claimsOf, extensionsOf, type UsablePlugin } from './plugin-extensions';
import { PluginEnvironment } from './plugin-environment';
import type { PluginInstance } from './plugin-instance';
import { pluginValidator } from './plugin-validator';
import type { OwnedReportFormat } from './report-format';

/** The run that a set of plug-ins is attached to. */
export interface AttachedRun {
  readonly events: EventManager;
  readonly id: string;
  /** Absolute. */
  readonly dir: string;
  /** Absolute path of the experiment file. */
  readonly file: string;
  readonly live: boolean;
}

/** The plug-ins of one experiment, in order, with what they bring together. */
export class PluginSet {
  /** Those that can be used. */
  readonly #usable: readonly UsablePlugin[];
  /** What is wrong with the others. */
  readonly faults: readonly PluginFault[];
  /** What happened to them, as it opens the journal of every run. */
  readonly events: readonly BuiltInDraft[];
  /** What they add to the format and to the engine. */
  readonly extensions: Extensions;
  /** No plug-in was found, nor asked for. */
  readonly isEmpty: boolean;

  /** @param later tells what goes wrong with the plug-ins after they were set up. */
  constructor(all: readonly PluginInstance[] = [], faults: readonly PluginFault[] = [], private readonly later = new EventManager()) {
    const taken = new Map<string, string>();
    const clashes: PluginFault[] = [];
    this.#usable = all.flatMap((instance) => {
      const { contributions, candidate: { file, source }, name } = instance;
      if (contributions === undefined) return [];
      const claims = [`plug-in ${name}`, ...claimsOf(contributions)];
      const clash = claims.find((claim) => taken.has(claim));
      if (clash === undefined) {
        for (const claim of claims) taken.set(claim, name);
        return [{ ...instance, contributions }];
      }
      const message = clash === `plug-in ${name}` ? `another plug-in has the name ${name} already` : `the ${clash} belongs to the plug-in ${taken.get(clash) ?? ''} already`;
      clashes.push({ name, file, phase: 'setup', message, ...(source === undefined ? {} : { source }) });
      return [];
    });
    this.faults = [...faults, ...all.flatMap(({ fault }) => fault ?? []), ...clashes];
    this.isEmpty = all.length + faults.length === 0;
    this.extensions = extensionsOf(this.#usable, all, this.faults);
    this.events = [...faults.map(faultEvent), ...all.flatMap(({ events }) => events), ...clashes.map(faultEvent)];
  }

  /** Names and modules of the plug-ins that can be used. */
  get plugins(): readonly { readonly name: string; readonly file: string }[] {
    return this.#usable.map(({ name, candidate: { file } }) => ({ name, file }));
  }

  /** Faults of plug-ins that the file names, at their lines. */
  get problems(): readonly Problem[] {
    return this.faults.flatMap(faultProblem);
  }

  /** Those that every run gets; a plug-in may add more at the start of a run. */
  get observers(): readonly PluginObserver[] {
    return this.#usable.flatMap(({ contributions }) => contributions.observers);
  }

  get environments(): readonly ExecutionEnvironment[] {
    return this.#usable.flatMap(({ name, contributions }) => contributions.environments.map((kind) => new PluginEnvironment(name, kind)));
  }

  get validators(): readonly ResultValidator[] {
    return this.#usable.flatMap(({ name, contributions }) => contributions.validators.map((validator) => pluginValidator(name, validator)));
  }

  get reportFormats(): readonly OwnedReportFormat[] {
    return this.#usable.flatMap(({ name, contributions }) => contributions.reportFormats.map((format) => ({ plugin: name, format })));
  }

  /** Registers everything that listens; call it before the run's first event. Until the result is disposed, no plug-in is torn down for being reloaded. */
  attach(run: AttachedRun): Registration {
    const registrations: Registration[] = [];
    if (this.#usable.length === 0) return { dispose: () => undefined };
    const facts = new RunFacts(run);
    registrations.push(
      run.events.registerObserver(['experiment.*', 'test_case.started'], facts, { name: 'what plug-ins know of the run', priority: Number.MAX_VALUE, vital: true, source: { kind: 'built-in' } }),
      this.later.registerObserver('plugin.error', (event) => this.#passOn(event, facts)),
    );
    for (const { name, contributions, uses, candidate: { file } } of this.#usable) {
      const fail = (what: string, error: unknown): void => facts.tell({ name, file, phase: 'run', message: `${what}: ${messageOf(error)}` });
      registrations.push(uses.begin(), ...contributions.events.map((definition) => run.events.define(definition)));
      for (const { pattern, observer, options } of contributions.observers) {
        if (!run.live && options.hearsReplays !== true) continue;
        try {
          registrations.push(run.events.registerObserver(pattern, observer, options));
        } catch (error) {
          fail(`the observer ${options.name} cannot be registered`, error);
        }
      }
      for (const listener of contributions.runListeners) {
        const failed = (error: unknown): void => fail('onRun failed', error);
        try {
          const answer: unknown = listener(pluginRun({ name, file }, run, facts, registrations));
          // One that is asynchronous is not waited for.
          Promise.resolve(answer).catch(failed);
        } catch (error) {
          failed(error);
        }
      }
    }
    return {
      dispose: () => {
        // The observers first: a teardown may follow the end of the use at once.
        for (const registration of registrations.splice(0).reverse()) registration.dispose();
      },
    };
  }

  /** A fault after the set-up belongs to every run that goes on. */
  #passOn(event: ExperimentEvent, facts: RunFacts): void {
    if (!isEventOf(event, 'plugin.error') || event.phase !== 'run') return;
    const { name, file, phase, message } = event;
    if (this.#usable.some(({ candidate }) => candidate.file === file)) facts.tell({ name, file, phase, message });
  }
}

/** What a plug-in's view of a run needs to know of it. */
class RunFacts extends Observer {
  state: 'new' | 'running' | 'finished' = 'new';
  readonly #dirs = new Map<string, string>();
  /** What went wrong before the run's first event. */
  readonly #early: PluginFault[] = [];

  constructor(private readonly run: AttachedRun) {
    super();
  }

  override onExperimentConfigured(): void {
    this.state = 'running';
    for (const fault of this.#early) this.tell(fault);
  }

  /** Each attempt has a folder of its own. */
  override onTestCaseStarted({ test, dir }: EventOf<'test_case.started'>): void {
    if (test !== undefined) this.#dirs.set(test, path.join(this.run.dir, dir));
  }

  override onExperimentFinished(): void {
    this.state = 'finished';
  }

  tell(fault: PluginFault): void {
    if (this.state === 'new') this.#early.push(fault);
    else if (this.state === 'running') this.run.events.publishEvent(faultEvent(fault));
  }

  /** @throws Error when the run has no such test case. */
  dirOf(test: string | undefined): string {
    const dir = test === undefined ? undefined : this.#dirs.get(test);
    if (dir === undefined) throw new Error(`The test case "${test ?? ''}" has not started in this run`);
    return dir;
  }
}

function pluginRun({ name: plugin, file: module }: { readonly name: string; readonly file: string }, { events, id, dir, file, live }: AttachedRun, facts: RunFacts, registrations: Registration[]): PluginRun {
  return {
    id, dir, file, live,
    registerObserver: (pattern, observer, options = {}) => {
      const registration = events.registerObserver(pattern, observer, { ...options, name: observerName(plugin, observer, options), source: { kind: 'plug-in', name: plugin, file: module } });
      registrations.push(registration);
      return registration;
    },
    publish: (draft) => {
      if (facts.state !== 'running') throw new Error(`the run has ${facts.state === 'new' ? 'not begun: publish from an observer' : 'finished: nothing can be published any more'}`);
      return events.publishEvent(customDraft(plugin, draft));
    },
    readOutput: async (event) => readOutput(facts.dirOf(event.test), event),
  };
}
