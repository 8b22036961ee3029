import { stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { messageOf } from '../../events';
import type { EarlierDurations, JournalFollower, StoredRun } from '../../results';
import type { Owner } from '../../runs';
import { engine } from '../engine';
import { l10n } from '../l10n';
import type { LogBuffer } from '../log/log-buffer';
import type { Experiment } from '../model/experiment';
import { driverText } from './driver-text';
import type { FollowedRun, RunChange } from './watched-run';

/** A folder is made before it says whose it is. */
const OWNER_LOOKS = 100;
const OWNER_LOOK_MS = 20;
/** Between two attempts to close a run whose driver has died: another window may be at it. */
const CLOSE_MS = 5000;
const MOST_TRIES = 3;

/** Runs that a terminal or another window drives: shown live from their journals, which are only read. */
export class FollowedRuns implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<RunChange<FollowedRun>>();
  readonly onDidChange = this.#changed.event;
  readonly #live = new Map<string, FollowedRun>();
  readonly #followers = new Set<JournalFollower>();
  /** Folders of all runs that were looked at. */
  readonly #known = new Set<string>();
  readonly #began = Date.now();
  #disposed = false;

  /** @param close tells the ends of runs in this output folder whose drivers have died, where it may. */
  constructor(private readonly log: LogBuffer, private readonly close: (outputDir: string) => Promise<unknown>) {}

  get live(): readonly FollowedRun[] {
    return [...this.#live.values()];
  }

  /** Shows the run until it ends, unless this very window drives it. */
  follow(experiment: Experiment, stored: StoredRun): void {
    if (this.#known.has(stored.dir) || experiment.runs.some(({ id }) => id === stored.id)) return;
    this.#known.add(stored.dir);
    void this.#follow(experiment, stored).catch((error: unknown) => this.log.add('error', l10n.t('run {0} cannot be followed: {1}', stored.id, messageOf(error))));
  }

  dispose(): void {
    this.#disposed = true;
    for (const follower of this.#followers) void follower.close();
    this.#changed.dispose();
  }

  async #follow(experiment: Experiment, stored: StoredRun): Promise<void> {
    const { DEFAULT_OBSERVER_SETTINGS, EventManager, isThisProcess, earlierDurations, JournalFollower, LoggerObserver, logOf, ownerIsGone, ProgressObserver, RunModel, startOf } = await engine();
    const owner = await ownerOf(stored.dir);
    if (this.#disposed || (owner !== undefined && await isThisProcess(owner))) return;
    // What somebody left unfinished long ago is history.
    if (startOf(stored.id) < this.#began && await ownerIsGone(stored.dir)) return;
    const model = new RunModel();
    const driver = driverText(owner);
    const { logger, progress } = experiment.loaded?.observers ?? DEFAULT_OBSERVER_SETTINGS;
    const history = (): Promise<EarlierDurations> => earlierDurations(path.dirname(stored.dir), stored.id);
    const counting = progress.enabled ? new ProgressObserver(progress.eta ? { history } : {}) : undefined;
    const run: FollowedRun & { startedAt: number } = { id: stored.id, origin: 'elsewhere', driver, experiment, dir: stored.dir, startedAt: 0, state: () => model.state(), progress: () => counting?.progress(Date.now()) };
    const events = new EventManager({ run: stored.id });
    if (logger.enabled) events.registerObserver('**', new LoggerObserver(logOf(logger, undefined, this.log.target, undefined)));
    if (counting !== undefined) events.registerObserver(counting.interests(), counting);
    const follower: JournalFollower = new JournalFollower(stored.journal, { isOwnerGone: this.#ownerWatch(stored, () => follower.seq > 0) });
    this.#followers.add(follower);
    follower.on('note', ({ line, message }) => this.log.add('warn', `${stored.journal}:${line}: ${message}`));
    follower.on('event', (event) => {
      model.apply(event);
      if (!this.#live.has(stored.dir)) {
        run.startedAt = performance.now() - Math.max(0, Date.now() - Date.parse(event.time));
        this.#begin(run);
      }
      events.deliverEvent(event);
      this.#changed.fire({ experiment, run, event });
    });
    try {
      await follower.ended;
    } finally {
      this.#followers.delete(follower);
      this.#end(run);
    }
  }

  #begin(run: FollowedRun): void {
    this.#live.set(run.dir, run);
    this.log.add('info', l10n.t('following run {0}, driven by {1}', run.id, run.driver));
    run.experiment.show(run);
    this.#changed.fire({ experiment: run.experiment, run });
  }

  #end(run: FollowedRun): void {
    if (!this.#live.delete(run.dir) || this.#disposed) return;
    const { id, driver, state } = run;
    // Nobody told its end, or not so that it can be read: it looks as it would after a reload.
    if (state().status !== 'ended') run.experiment.show({ id, origin: 'journal', driver, state });
    run.experiment.forgetHidden();
    this.#changed.fire({ experiment: run.experiment, run });
  }

  /** Whether nothing more comes. Closing a run adds the missing ends to its journal, where the follower finds them; what was never begun, or cannot be closed, has no end. */
  #ownerWatch(stored: StoredRun, begun: () => boolean): () => Promise<boolean> {
    let closed = -Infinity;
    let tries = 0;
    return async () => {
      const { ownerIsGone, storedRun } = await engine();
      if (await stat(stored.dir).then(() => false, () => true)) return true;
      // The summary is written after the last event.
      if ((await storedRun(stored.dir)).ended) return true;
      if (!(await ownerIsGone(stored.dir))) return false;
      if (performance.now() - closed >= CLOSE_MS) {
        if (tries === MOST_TRIES) return true;
        tries += 1;
        closed = performance.now();
        await this.close(path.dirname(path.dirname(stored.dir)));
      }
      return !begun();
    };
  }
}

async function ownerOf(dir: string): Promise<Owner | undefined> {
  const { runOwner } = await engine();
  for (let looks = 0; looks < OWNER_LOOKS; looks += 1) {
    const owner = await runOwner(dir);
    if (owner !== undefined) return owner;
    await sleep(OWNER_LOOK_MS);
  }
  return undefined;
}
