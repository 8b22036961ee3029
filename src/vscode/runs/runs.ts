import * as vscode from 'vscode';
import type { EventManager, ObserverLike, RegisterOptions } from '../../events';
import type { RunState } from '../../results';
import type { Run } from '../../runs';
import type { StartOptions } from '../api';
import type { Experiments } from '../discovery/experiments';
import { l10n } from '../l10n';
import type { Experiment } from '../model/experiment';
import { engine } from '../engine';
import type { LogBuffer } from '../log/log-buffer';
import { settings } from '../settings';
import { resumedRun } from './resumed-run';
import { ObserverList } from './observer-list';
import type { DrivenRun, RunChange } from './watched-run';

/** How the views' own observer is registered. */
export const VIEWS: RegisterOptions = { name: 'views', vital: true, source: { kind: 'built-in' } };

/** Said to a person as it is. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** Starts, stops and knows the runs that this window drives. */
export class Runs implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<RunChange<DrivenRun>>();
  readonly onDidChange = this.#changed.event;
  readonly #pendingChanged = new vscode.EventEmitter<Experiment>();
  /** An experiment is about to start, or has not started after all. */
  readonly onDidChangePending = this.#pendingChanged.event;
  readonly observers: ObserverList;
  readonly #live = new Map<string, { readonly driven: DrivenRun; readonly run: Run }>();
  /** Starts under way: a stop meets them too. */
  readonly #starting = new Set<{ stopped: string | undefined }>();

  /** @param supervisorScript absolute path of `dist/supervisor.js`. */
  constructor(private readonly supervisorScript: string, private readonly experiments: Experiments, private readonly log: LogBuffer) {
    this.observers = new ObserverList(() => [...this.#live.values()].map(({ run }) => run.events), (message) => this.log.add('warn', message));
  }

  get live(): readonly DrivenRun[] {
    return [...this.#live.values()].map(({ driven }) => driven);
  }

  get busy(): boolean {
    return this.#live.size > 0 || this.#starting.size > 0;
  }

  /**
   * Saves the file, reads it and starts its run.
   * @throws Refused when it cannot be run; the message is made for reading.
   */
  async start(experiment: Experiment, options: StartOptions = {}): Promise<DrivenRun> {
    if (!vscode.workspace.isTrusted) throw new Refused(l10n.t('This workspace is not trusted: its experiments can be read, not run.'));
    const start = { stopped: undefined as string | undefined };
    this.#starting.add(start);
    experiment.pending = 'starting';
    this.#pendingChanged.fire(experiment);
    try {
      const { driven, run } = await this.#start(experiment, options);
      this.#live.set(run.id, { driven, run });
      experiment.pending = undefined;
      experiment.show(driven);
      this.#changed.fire({ experiment, run: driven });
      if (start.stopped !== undefined) run.cancel(start.stopped);
      void run.finished.then(() => {
        this.#live.delete(run.id);
        experiment.forgetHidden();
        this.#changed.fire({ experiment, run: driven });
      });
      return driven;
    } finally {
      this.#starting.delete(start);
      experiment.pending = undefined;
      this.#pendingChanged.fire(experiment);
    }
  }

  /** Stops a run gracefully; again: kills. False when this window drives no such run. */
  cancel(id: string, reason: string): boolean {
    const live = this.#live.get(id);
    live?.run.cancel(reason);
    return live !== undefined;
  }

  cancelAll(reason: string): void {
    for (const start of this.#starting) start.stopped = reason;
    for (const { run } of this.#live.values()) run.cancel(reason);
  }

  events(id: string): EventManager | undefined {
    return this.#live.get(id)?.run.events;
  }

  dispose(): void {
    this.#pendingChanged.dispose();
    this.#changed.dispose();
  }

  async #start(experiment: Experiment, options: StartOptions): Promise<{ driven: DrivenRun; run: Run }> {
    const uri = vscode.Uri.parse(experiment.key, true);
    const startedAt = performance.now();
    // The engine is read while the file is being saved.
    const loading = engine();
    if (settings.saveBeforeRun(uri)) await saveFile(experiment);
    const asWritten = await this.experiments.reload(experiment);
    const { variables = {}, iterations } = options;
    const changed = iterations !== undefined || Object.keys(variables).length > 0;
    const readWith = changed ? { variables, ...(iterations === undefined ? {} : { iterations }) } : undefined;
    const loaded = readWith === undefined ? asWritten : await this.experiments.readText(experiment, Buffer.from(asWritten.text), readWith);
    const { startRun, RunRefused, ResumeRefused, withIterations } = await loading;
    const parallel = options.parallel ?? settings.parallel(uri);
    let driven: DrivenRun | undefined;
    const hear: ObserverLike = (event) => {
      if (driven !== undefined) this.#changed.fire({ experiment, run: driven, event });
    };
    try {
      const resumed = options.resume === undefined ? undefined : await resumedRun(options.resume, experiment, loaded, this.experiments);
      if (resumed !== undefined) this.log.add('info', resumed.line);
      const run = await startRun({
        loaded, owner: 'window', supervisorScript: this.supervisorScript,
        ...(options.tests === undefined ? {} : { only: withIterations(loaded.tests, new Set(options.tests)) }), ...(readWith === undefined ? {} : { readWith }), ...resumed?.request,
        ...(parallel === undefined ? {} : { parallel }),
        ...(options.failFast === undefined ? {} : { failFast: options.failFast }),
        logTo: this.log.target, onWarning: ({ message }) => this.observers.warn(message),
        ...(experiment.plugins === undefined ? {} : { plugins: experiment.plugins }),
        observers: [
          { pattern: '**', observer: hear, options: VIEWS },
          ...this.observers.all,
        ],
      });
      let last: RunState | undefined;
      void run.finished.then((state) => (last = state));
      driven = { id: run.id, origin: 'here', experiment, dir: run.dir, options, finished: run.finished, startedAt, state: () => last ?? run.state(), progress: () => run.progress() };
      return { driven, run };
    } catch (error) {
      if (error instanceof RunRefused || error instanceof ResumeRefused) throw new Refused(error.message);
      throw error;
    }
  }
}

async function saveFile(experiment: Experiment): Promise<void> {
  const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === experiment.key);
  if (document?.isDirty && !(await document.save())) throw new Refused(l10n.t('{0} could not be saved, so it was not run.', experiment.file));
}
