import * as vscode from 'vscode';
import { l10n } from '../l10n';
import type { Replay, Replays } from '../replay/replays';
import { replayLabel } from '../replay/speeds';
import type { Batches } from '../runs/batches';
import type { RunFeed } from '../runs/run-feed';
import type { WatchedRun } from '../runs/watched-run';
import { EXPERIMENTS_VIEW } from '../tree/experiments-tree';
import { endedText, progressText, replayText, roundsEndedText, roundText, runningText } from './status-text';

/** Between two changes of the counts. */
const UPDATE_MS = 250;
/** What changes the counts or the words before them. */
const COUNTED: ReadonlySet<string> = new Set(['experiment.started', 'experiment.cancelling', 'experiment.killing', 'test_case.finished']);

/** The one item in the status bar; the only place with a running clock. */
export class StatusItem implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem('runs', vscode.StatusBarAlignment.Left, 10);
  readonly #disposables: vscode.Disposable[];
  /** Runs since the last time that none was under way. */
  #session: WatchedRun[] = [];
  #clock: NodeJS.Timeout | undefined;
  #update: NodeJS.Timeout | undefined;
  #shown = -Infinity;

  constructor(private readonly feed: RunFeed, private readonly batches: Batches, private readonly replays: Replays) {
    this.#item.name = l10n.t('Experiments');
    this.#item.command = `${EXPERIMENTS_VIEW}.focus`;
    this.#disposables = [this.#item, feed.onDidChange(({ run, event }) => {
      if (event === undefined) this.#startedOrEnded(run);
      else if (COUNTED.has(event.type)) this.#showSoon();
    }), batches.onDidEnd(() => this.#endWhenIdle()), replays.onDidChange(({ event }) => {
      if (event === undefined) this.#show();
      else if (COUNTED.has(event.type)) this.#showSoon();
    })];
  }

  dispose(): void {
    clearInterval(this.#clock);
    clearTimeout(this.#update);
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #showSoon(): void {
    this.#update ??= setTimeout(() => this.#show(), Math.max(0, this.#shown + UPDATE_MS - performance.now()));
  }

  #startedOrEnded(run: WatchedRun): void {
    if (!this.#session.includes(run)) {
      if (this.#clock === undefined) this.#session = [];
      // What counts is the round that goes on.
      if (this.batches.rounds !== undefined) this.#session = this.#session.filter((other) => other.state().status !== 'ended');
      this.#session.push(run);
      this.#clock ??= setInterval(() => this.#show(), 1000);
    }
    this.#endWhenIdle();
  }

  #endWhenIdle(): void {
    if (this.feed.live.length === 0 && !this.batches.busy) {
      clearInterval(this.#clock);
      this.#clock = undefined;
    }
    this.#show();
  }

  /** How far the runs under way are, for those who point at the item. */
  #progress(): readonly string[] {
    return this.#session.flatMap((run) => {
      const progress = run.state().status === 'ended' ? undefined : run.progress();
      return progress === undefined ? [] : [`${run.experiment.name}: ${progressText(progress)}`];
    });
  }

  #show(): void {
    clearTimeout(this.#update);
    this.#update = undefined;
    this.#shown = performance.now();
    const [first] = this.#session;
    const [replay] = this.replays.live;
    // What runs now comes first.
    if (replay !== undefined && this.#clock === undefined) return this.#showReplay(replay);
    if (first === undefined) return this.#item.hide();
    const states = this.#session.map((run) => run.state());
    const { rounds, lastRounds } = this.batches;
    const { text, spoken } = this.#clock !== undefined ? runningText(states, performance.now() - (rounds ?? first).startedAt, rounds)
      : lastRounds === undefined ? endedText(states) : roundsEndedText(lastRounds);
    this.#item.text = text;
    const drivers = this.#session.flatMap(({ driver }) => (driver === undefined ? [] : l10n.t('driven by {0}', driver)));
    const label = [spoken, ...drivers].join(', ');
    this.#item.accessibilityInformation = { label, role: 'button' };
    this.#item.tooltip = [...(rounds === undefined ? [] : [roundText(rounds)]), ...this.#progress(), ...drivers, l10n.t('Show the experiments')].join('\n');
    this.#item.show();
  }

  #showReplay(replay: Replay): void {
    const { text, spoken } = replayText(replay.state(), replayLabel(replay.speed));
    this.#item.text = text;
    this.#item.accessibilityInformation = { label: spoken, role: 'button' };
    this.#item.tooltip = l10n.t('Replay of run {0} of {1}. Show the experiments', replay.run, replay.experiment.name);
    this.#item.show();
  }
}
