import path from 'node:path';
import * as vscode from 'vscode';
import type { ExperimentEvent } from '../../events';
import type { JournalNote, RunModel, RunState } from '../../results';
import { engine } from '../engine';
import { l10n } from '../l10n';
import type { LogBuffer } from '../log/log-buffer';
import type { Experiment } from '../model/experiment';
import type { PastOwner } from '../model/pasts';
import type { ObserverList } from '../runs/observer-list';
import type { ExperimentsTree } from '../tree/experiments-tree';
import { replayLabel } from './speeds';

/** An earlier run that happens again before the eyes of the window. */
export interface Replay {
  readonly run: string;
  readonly experiment: Experiment;
  readonly speed: number;
  state(): RunState;
}

export interface ReplayChange {
  readonly replay: Replay;
  /** Missing when the replay has begun, or has come to its end. */
  readonly event?: ExperimentEvent;
}

/** What came of a replay; plain data. */
export interface ReplayReport {
  readonly run: string;
  /** How many events were told. */
  readonly told: number;
  readonly stopped: boolean;
  /** What the journal does not hold, with its lines. */
  readonly notes: readonly JournalNote[];
}

interface Opened extends Replay {
  readonly stop: () => void;
}

/** Lets earlier runs happen again: in the tree, the status bar and the log, and for observers that want to hear of it. Nothing is written. */
export class Replays implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<ReplayChange>();
  readonly onDidChange = this.#changed.event;
  readonly #live = new Set<Opened>();

  constructor(private readonly tree: ExperimentsTree, private readonly observers: ObserverList, private readonly log: LogBuffer) {}

  get live(): readonly Replay[] {
    return [...this.#live];
  }

  /**
   * Resolves when it has ended or was stopped.
   * @param dir absolute path of the run's folder; @param speed how many times as fast, `Infinity` without waiting.
   * @throws Error when the journal cannot be read.
   */
  async start(experiment: Experiment, dir: string, speed: number): Promise<ReplayReport> {
    const { JOURNAL_FILE, ReplayPace, replayJournal, RunModel } = await engine();
    const run = path.basename(dir);
    const journal = path.join(dir, JOURNAL_FILE);
    const model = new RunModel();
    const stopping = new AbortController();
    const notes: JournalNote[] = [];
    const replay: Opened = { run, experiment, speed, state: () => model.state(), stop: () => stopping.abort() };
    const owner: PastOwner = { ended: () => stopping.abort() };
    const { events, observers, deliver, dispose } = await this.#listeners(replay, dir, model);
    this.#live.add(replay);
    this.log.add('info', l10n.t('replaying run {0} of {1}', run, experiment.name));
    this.tree.pasts.show(experiment, { id: run, dir, origin: 'elsewhere', past: l10n.t('{0} of run {1}', replayLabel(speed), run), state: () => model.state() }, owner);
    this.#tell({ replay });
    try {
      const told = await replayJournal({
        journal, pace: new ReplayPace(speed), signal: stopping.signal, events, observers, deliver,
        note: (note) => {
          notes.push(note);
          this.log.add('warn', `${journal}:${note.line}: ${note.message}`);
        },
      });
      this.log.add('info', l10n.t('replayed {0} events of run {1}', told, run));
      return { run, told, stopped: stopping.signal.aborted, notes };
    } finally {
      dispose();
      this.#live.delete(replay);
      if (stopping.signal.aborted) this.tree.pasts.end(experiment, owner);
      this.#tell({ replay });
    }
  }

  /** Ends the replays under way, and shows now again. False when there is none. */
  stop(): boolean {
    const live = [...this.#live];
    for (const replay of live) replay.stop();
    return live.length > 0;
  }

  dispose(): void {
    this.stop();
    this.#changed.dispose();
  }

  async #listeners(replay: Opened, dir: string, model: RunModel) {
    const { run, experiment } = replay;
    const { DEFAULT_OBSERVER_SETTINGS, EventManager, LoggerObserver, logOf } = await engine();
    const events = new EventManager({ run });
    let current: ExperimentEvent | undefined;
    // What observers publish, or what becomes of them, is not part of the run that is shown.
    const apply = (event: ExperimentEvent): void => {
      if (event !== current) return;
      model.apply(event);
      this.#changed.fire({ replay, event });
    };
    events.registerObserver('**', apply, { name: 'views', priority: Number.MAX_VALUE });
    const { logger } = experiment.loaded?.observers ?? DEFAULT_OBSERVER_SETTINGS;
    if (logger.enabled) events.registerObserver('**', new LoggerObserver(logOf(logger, undefined, this.log.target, undefined)), { name: 'logger' });
    const own = events.observers().length;
    for (const { pattern, observer, options } of this.observers.all) {
      if (options.hearsReplays === true) events.registerObserver(pattern, observer, { ...options, replay: false });
    }
    const attached = experiment.plugins?.attach({ events, id: run, dir, file: experiment.file, live: false });
    const all = events.observers();
    const observers = all.length === own ? 'none' as const : all.some(({ kind }) => kind === 'async') ? 'queued' as const : 'synchronous' as const;
    const deliver = (event: ExperimentEvent): void => {
      current = event;
      events.deliverEvent(event);
    };
    return { events, observers, deliver, dispose: () => attached?.dispose() };
  }

  #tell(change: ReplayChange): void {
    void vscode.commands.executeCommand('setContext', 'experimentObserver.replaying', this.#live.size > 0);
    this.#changed.fire(change);
  }
}
