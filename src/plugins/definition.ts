import type { JsonSchema } from '../config';
import type { AssertionDefinition, ProbeDefinition, ResultValidator, StepDefinition } from '../engine';
import type {
  AsyncObserver, CustomDraft, EventDefinition, EventOf, ExperimentEvent, Observer, ObserverLike, ObserverRegistration, PayloadValidator, RegisterOptions,
} from '../events';
import type { EnvironmentKind } from './plugin-environment';
import type { ReportFormat } from './report-format';

export type { AssertionDefinition, JsonSchema, ProbeDefinition, StepDefinition };
export type { AssertionResult, CaseAccess, CaseResults, CaseService, PreparedEnvironment, ResultFindings, RunOptions, RunResult, RunResults, StepResult, Unmet } from '../engine';

/**
 * What a plug-in's file exports by default. Nothing needs to be imported for it: everything a plug-in uses comes with the
 * context, so that a file in a folder without `node_modules` works, as an ES module and as CommonJS.
 */
export interface PluginDefinition<Config = unknown> {
  /** Names the plug-in in events, messages and views. */
  readonly name: string;
  readonly version?: string;
  /** What the experiment file may give under `config`. */
  readonly config?: JsonSchema;
  /** Registers what the plug-in brings. A function that it returns is called when the plug-in is unloaded. */
  setup(plugin: PluginContext, config: Config): PluginTeardown | void | Promise<PluginTeardown | void>;
}

/** What it finds is told with the plug-in's name. */
export type PluginValidator = Omit<ResultValidator, 'name'>;

export type PluginTeardown = () => void | Promise<void>;

/** What a plug-in can do while it is set up. What it registers is part of every run of the experiments it is loaded for. */
export interface PluginContext {
  readonly name: string;
  /** Absolute. */
  readonly file: string;
  /** The base classes, since a plug-in may have nothing to import them from. */
  readonly Observer: typeof Observer;
  readonly AsyncObserver: typeof AsyncObserver;
  /** Defines an event type: in every run each event of it is checked, whoever publishes it. @throws TypeError */
  defineEvent<T extends string, P extends object>(type: T, validator: PayloadValidator<P>): EventDefinition<T, P>;
  /** @throws TypeError when a pattern is malformed. */
  registerObserver(pattern: string | readonly string[], observer: ObserverLike, options?: RegisterOptions): void;
  /** Called at the start of every run, before its first event: for observers with a state of their own for each run. */
  onRun(listener: (run: PluginRun) => void): void;
  /** Adds a kind of step. @throws TypeError when the format or another kind of the plug-in has the name. */
  addStep<C = unknown>(kind: StepDefinition<C>): void;
  /** Adds a kind of assertion. @throws TypeError */
  addAssertion<C = unknown>(kind: AssertionDefinition<C>): void;
  /** Adds a readiness probe, for `ready` of services and for `wait_for`. @throws TypeError */
  addProbe<C = unknown>(kind: ProbeDefinition<C>): void;
  /** Adds an execution environment, for `execution_environment`. @throws TypeError */
  addEnvironment(kind: EnvironmentKind): void;
  /** Looks at the results of every test case, and of the run, once they are collected. @throws TypeError */
  addValidator(validator: PluginValidator): void;
  /** Adds a report format. @throws TypeError */
  addReportFormat(format: ReportFormat): void;
}

/** One run, as a plug-in sees it. */
export interface PluginRun {
  readonly id: string;
  /** Absolute path of the run's folder. */
  readonly dir: string;
  /** Absolute path of the experiment file. */
  readonly file: string;
  /** False while an earlier run is replayed: what reaches out to the world should not do it again. */
  readonly live: boolean;
  registerObserver(pattern: string | readonly string[], observer: ObserverLike, options?: RegisterOptions): ObserverRegistration;
  /** Publishes an event of the plug-in's own. @throws TypeError when it is a built-in type, or not sound. */
  publish(event: CustomDraft): ExperimentEvent;
  /** The exact bytes that a service wrote. @throws Error when its log cannot be read. */
  readOutput(event: EventOf<'service.output'>): Promise<Uint8Array>;
}

/** Gives a plug-in its types; returns it as it is. */
export const definePlugin = <Config = unknown>(plugin: PluginDefinition<Config>): PluginDefinition<Config> => plugin;
