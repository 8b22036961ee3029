import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { didYouMean, type Draft, type EnvironmentSpec } from '../config';
import { messageOf, type Failure, type SourceRef } from '../events';
import { missingProgram, tellingItsPid, type SpawnRequest, type SupervisedProcess } from '../supervisor';
import { FOLDER } from './artifact-folder';
import type { Artifact } from './artifacts';
import type { CaseEvents } from './case-events';
import { failuresOf } from './case-failures';
import type { ExecutionEnvironment, PreparedEnvironment } from './execution-environment';
import type { ResourceSamples } from './resource-samples';
import { DEFAULT_LIMITS, preparedOrUndone, undo, untilAborted, withLimit } from './limits';
import { StepError, type Clock, type StepContext } from './step-context';
import { tellFindings } from './tell-findings';
import { atTerminal } from './terminal';

interface Needs {
  readonly environments: readonly ExecutionEnvironment[];
  /** Of the test case, in the file's order. */
  readonly services: readonly string[];
  readonly context: StepContext;
  readonly events: CaseEvents;
  readonly clock: Clock;
  /** Who watches what services use; absent: nobody. */
  readonly resources?: ResourceSamples;
  /** What environments claim are assertions with numbers from here on. */
  readonly firstIndex: number;
  /** Of the test case. */
  readonly source: SourceRef;
  /** Aborted when nothing gets any grace any more. */
  readonly kill: AbortSignal;
  resolve(draft: Draft): EnvironmentSpec;
}

type Plain = Pick<SpawnRequest, 'command' | 'cwd' | 'env'>;
type Wrapped = Plain & Pick<SpawnRequest, 'mainPidFile' | 'measureEveryMs' | 'keepStdinOpen'>;

/** One environment of the test case; its preparation may still be under way, or have failed. */
interface Entry {
  readonly type: string;
  readonly services: readonly string[];
  readonly source: SourceRef | undefined;
  readonly prepared: Promise<PreparedEnvironment>;
  /** Once it is ready. */
  ready?: PreparedEnvironment;
}

/** The execution environments of one test case, from before its services until after them; the first is the outermost. */
export class CaseEnvironments {
  readonly #entries: Entry[] = [];
  #nextIndex: number;

  constructor(private readonly needs: Needs) {
    this.#nextIndex = needs.firstIndex;
  }

  /** Prepares all, and tells of each how that went. @throws StepError or ConfigError of the first that failed, or the signal's reason */
  async prepare(drafts: readonly Draft[], signal: AbortSignal): Promise<void> {
    const failures: Failure[] = [];
    const wanted = drafts.map((draft) => ({ spec: this.needs.resolve(draft), source: draft.source }));
    for (const { type, byDefault } of this.needs.environments) {
      if (byDefault === undefined || this.needs.services.length === 0 || wanted.some(({ spec }) => spec.type === type)) continue;
      await this.#prepareOne({ type, config: byDefault }, undefined, signal);
    }
    for (const { spec, source } of wanted) {
      signal.throwIfAborted();
      const failure = await this.#prepareOne(spec, source, signal);
      if (failure !== undefined) failures.push(failure);
    }
    for (const failure of failures) this.needs.events.tell(failure);
    const [first] = failures;
    if (first !== undefined) throw new StepError(first);
  }

  /**
   * A start as it is to be, with all environments of the service around it, and around these its terminal, if it wants one.
   * @throws SpawnError when its own program is missing, or there is no terminal
   */
  async wrap(service: string, start: number, plain: Plain, tty = false): Promise<Wrapped> {
    const around = this.#of(service);
    const intervals = [...around.flatMap(({ measureEveryMs }) => measureEveryMs ?? []), ...(this.needs.resources === undefined ? [] : [this.needs.resources.intervalMs])];
    const measured = intervals.length === 0 ? {} : { measureEveryMs: Math.min(...intervals) };
    const wrapping = around.filter(({ wrap }) => wrap !== undefined).reverse();
    if (wrapping.length === 0 && !tty) return { ...plain, ...measured };
    const missing = await missingProgram(plain.command[0] ?? '', plain);
    // Told now, for the wrapper would only end with a code of its own.
    if (missing !== undefined) throw missing;
    const pidFile = path.join(this.needs.context.testDir, 'services', `${service}.pid`);
    let { command } = plain;
    let stays = false;
    for (const environment of wrapping) {
      if (environment.stays === true && !stays) command = tellingItsPid(pidFile, command);
      stays ||= environment.stays === true;
      command = environment.wrap?.({ service, start, command }) ?? command;
    }
    if (!tty) return { ...plain, command, ...(stays ? { mainPidFile: pidFile } : {}), ...measured };
    const atOne = await atTerminal({ ...plain, command: stays ? command : tellingItsPid(pidFile, command) });
    return { ...plain, ...atOne, mainPidFile: pidFile, keepStdinOpen: true, ...measured };
  }

  /** @param start the how manieth of the service, from 1 */
  started(service: string, start: number, process: SupervisedProcess): void {
    this.needs.resources?.follow(service, start, process);
    for (const { started } of this.#of(service)) started?.(service, process);
  }

  /** Tells what was found out, after the services have stopped; what breaks in one does not keep the others from telling. */
  async collect(signal: AbortSignal, onArtifact: (artifact: Artifact) => void): Promise<void> {
    const { context, events, clock } = this.needs;
    for (const { type, source, ready } of this.#entries) {
      if (ready === undefined) continue;
      try {
        const limit = { what: `Collecting what ${type} found`, ms: DEFAULT_LIMITS.environmentMs, clock, signal };
        const findings = await withLimit(limit, (inner) => ready.collect(inner));
        await tellFindings(type, source, findings, { ...context, events, onArtifact, nextIndex: () => this.#nextIndex++ });
      } catch (error) {
        if (signal.aborted) throw error;
        events.tell(this.#broke(type, source, error));
      }
    }
  }

  /** Undoes what was prepared, also what a preparation that was given up makes late. */
  async close(): Promise<void> {
    const { events, clock, kill } = this.needs;
    for (const { type, source, prepared, ready: known } of [...this.#entries].reverse()) {
      try {
        const ready = known ?? await preparedOrUndone(prepared, { clock, kill, late: async (one) => one.close?.() });
        await undo({ what: `Ending ${type}`, ms: DEFAULT_LIMITS.environmentMs, clock, kill }, async () => ready?.close?.());
      } catch (error) {
        if (error === kill.reason) continue;
        events.tell(this.#broke(type, source, error));
      }
    }
  }

  #of(service: string): readonly PreparedEnvironment[] {
    return this.#entries.flatMap(({ services, ready }) => (ready !== undefined && services.includes(service) ? [ready] : []));
  }

  async #prepareOne({ type, on, config }: EnvironmentSpec, source: SourceRef | undefined, signal: AbortSignal): Promise<Failure | undefined> {
    const { environments, services: all, context, events, clock } = this.needs;
    const began = clock.now();
    const services = on === undefined ? all : all.filter((name) => on.includes(name));
    try {
      const environment = environments.find((one) => one.type === type);
      if (environment === undefined) throw this.#config(`There is no execution environment "${type}".${didYouMean(type, environments.map((one) => one.type))}`, source);
      const unknown = on?.find((name) => !all.includes(name));
      if (unknown !== undefined) throw this.#config(`There is no service "${unknown}" in this test.${didYouMean(unknown, all)}`, source);
      const artifactsDir = path.join(context.testDir, FOLDER);
      const limit = { what: `Preparing the execution environment ${type}`, ms: DEFAULT_LIMITS.environmentMs, clock, signal };
      await withLimit(limit, async (inner) => {
        for (const program of environment.programs?.(config) ?? []) {
          const missing = await missingProgram(program, { cwd: context.fileDir, env: context.env });
          if (missing !== undefined) throw new Error(`${type} needs the program '${program}': ${lowerFirst(missing.message)}`);
        }
        if (environment.writesFiles?.(config) !== false) for (const service of services) await mkdir(path.join(artifactsDir, service), { recursive: true });
        inner.throwIfAborted();
        const prepared = Promise.resolve().then(() => environment.prepare({ test: context.test, services, config, artifactsDir, signal: inner }));
        const entry: Entry = { type, services, source, prepared };
        this.#entries.push(entry);
        entry.ready = await untilAborted(prepared, inner);
      });
      events.publish({ type: 'execution.environment_ready', environment: type, services, duration_ms: clock.now() - began, ...at(source) });
      return undefined;
    } catch (error) {
      const failure = this.#broke(type, source, error);
      signal.throwIfAborted();
      return failure;
    }
  }

  #broke(type: string, source: SourceRef | undefined, error: unknown): Failure {
    const [failure] = failuresOf(error, { phase: 'execution_environment', kind: 'execution', source: source ?? this.needs.source });
    this.needs.events.publish({ type: 'execution.environment_error', environment: type, message: failure?.message ?? messageOf(error), ...at(source) });
    return failure ?? { phase: 'execution_environment', kind: 'execution', message: messageOf(error) };
  }

  #config(message: string, source: SourceRef | undefined): StepError {
    return new StepError({ phase: 'execution_environment', kind: 'config', message, source: source ?? this.needs.source });
  }
}

const at = (source: SourceRef | undefined): { readonly source?: SourceRef } => (source === undefined ? {} : { source });
const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
