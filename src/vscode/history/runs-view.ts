import { messageOf } from '../../events';
import * as vscode from 'vscode';
import { l10n } from '../l10n';
import type { LogBuffer } from '../log/log-buffer';
import type { Experiments } from '../discovery/experiments';
import type { Experiment } from '../model/experiment';
import type { RunFeed } from '../runs/run-feed';
import { toUri } from '../paths';
import { treeItemOf } from '../tree/tree-item';
import { historyOf, placesOf, withOpened } from './history-of';
import type { OpenedRuns } from './opened-runs';
import { RunNode, runRow } from './run-row';

export const RUNS_VIEW = 'experimentObserver.runs';

interface Needs {
  readonly experiments: () => readonly Experiment[];
  readonly opened: OpenedRuns;
  readonly log: LogBuffer;
  /** Fires when there may be other runs than before, or others may have ended. */
  readonly changed: vscode.Event<unknown>;
}

/** The runs of the listed experiments, newest first, as they are on disk. They are read only while somebody looks. */
export class RunsView implements vscode.TreeDataProvider<RunNode>, vscode.Disposable {
  readonly onDidChangeTreeData: vscode.Event<undefined>;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #view: vscode.TreeView<RunNode>;
  readonly #disposables: vscode.Disposable[];

  constructor(private readonly needs: Needs) {
    this.onDidChangeTreeData = this.#changed.event;
    this.#view = vscode.window.createTreeView(RUNS_VIEW, { treeDataProvider: this });
    const refresh = (): void => { if (this.#view.visible) this.#changed.fire(undefined); };
    this.#disposables = [this.#changed, this.#view, needs.changed(refresh), needs.opened.onDidChange(refresh), this.#view.onDidChangeVisibility(refresh)];
  }

  async getChildren(node?: RunNode): Promise<RunNode[]> {
    if (node !== undefined) return [];
    try {
      const { experiments, opened } = this.needs;
      const own = await historyOf(experiments());
      const known = new Set(own.map(({ dir }) => dir));
      return withOpened(own, await opened.rows()).map((run) => new RunNode(run, !known.has(run.dir)));
    } catch (error) {
      this.needs.log.add('error', l10n.t('earlier runs cannot be listed: {0}', messageOf(error)));
      return [];
    }
  }

  getParent(): undefined {
    return undefined;
  }

  /** Shows the view, with the run in this folder selected. */
  async reveal(dir: string): Promise<void> {
    await vscode.commands.executeCommand(`${RUNS_VIEW}.focus`);
    const node = (await this.getChildren()).find(({ run }) => run.dir === dir);
    try {
      if (node !== undefined) await this.#view.reveal(node, { select: true, focus: true });
    } catch {
      // The rows are being read again meanwhile.
    }
  }

  getTreeItem(node: RunNode): vscode.TreeItem {
    const item = treeItemOf(runRow(node), toUri(node.run.dir));
    item.command = { command: 'experimentObserver.inspectEvents', title: l10n.t('Inspect Events'), arguments: [node] };
    return item;
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }
}

/** Runs that have begun or come to their very end, and files that were found, or have their runs elsewhere: not each that is read again while somebody writes it. */
export const otherRuns = (feed: RunFeed, experiments: Experiments): vscode.Event<unknown> => (listener, self, disposables) => {
  let before = '';
  const registration = vscode.Disposable.from(
    feed.onDidChange((change) => { if (change.event === undefined) listener.call(self, change); }),
    experiments.onDidChange((change) => {
      const places = JSON.stringify(placesOf(experiments.all()));
      if (places !== before) listener.call(self, change);
      before = places;
    }),
  );
  disposables?.push(registration);
  return registration;
};
