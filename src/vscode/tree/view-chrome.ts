import * as vscode from 'vscode';
import { l10n } from '../l10n';
import { isFiltered, orderText } from '../model/arrangement';
import type { Experiment } from '../model/experiment';
import { failingCount } from '../model/failures';
import type { Batches } from '../runs/batches';
import type { Runs } from '../runs/runs';
import { EXPERIMENTS_VIEW, type ExperimentsTree } from './experiments-tree';

const UPDATE_MS = 250;

/** What the view shows around its rows: badge, description, progress, and the state its buttons depend on. */
export class ViewChrome implements vscode.Disposable {
  #timer: NodeJS.Timeout | undefined;
  #endProgress: (() => void) | undefined;
  readonly #contexts = new Map<string, unknown>();

  constructor(private readonly tree: ExperimentsTree, private readonly experiments: () => readonly Experiment[], private readonly runs: Runs, private readonly batches: Batches) {}

  /** Soon, and once for many changes. */
  update(): void {
    this.#progress();
    this.#context('running', this.#busy);
    this.#timer ??= setTimeout(() => this.#show(), UPDATE_MS);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#endProgress?.();
  }

  get #busy(): boolean {
    return this.runs.busy || this.batches.busy;
  }

  #show(): void {
    this.#timer = undefined;
    const failing = this.experiments().reduce((sum, experiment) => sum + failingCount(experiment), 0);
    const tooltip = failing === 1 ? l10n.t('1 test case failed') : l10n.t('{0} test cases failed', failing);
    this.tree.view.badge = failing === 0 ? undefined : { value: failing, tooltip };
    const { now } = this.tree.arrangement;
    this.tree.view.description = [...(failing === 0 ? [] : [l10n.t('{0} failed', failing)]), ...(isFiltered(now) ? [l10n.t('filtered')] : []), ...(now.order === 'file' ? [] : [orderText(now.order)])].join(', ');
    this.#context('failures', failing > 0);
    this.#context('ran', this.experiments().some((experiment) => experiment.newest !== undefined));
  }

  #progress(): void {
    if (!this.#busy) {
      this.#endProgress?.();
      this.#endProgress = undefined;
    } else if (this.#endProgress === undefined) {
      const ended = new Promise<void>((resolve) => (this.#endProgress = resolve));
      void vscode.window.withProgress({ location: { viewId: EXPERIMENTS_VIEW } }, () => ended);
    }
  }

  #context(name: string, value: unknown): void {
    if (this.#contexts.get(name) === value) return;
    this.#contexts.set(name, value);
    void vscode.commands.executeCommand('setContext', `experimentObserver.${name}`, value);
  }
}
