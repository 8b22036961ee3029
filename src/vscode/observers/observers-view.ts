import * as vscode from 'vscode';
import type { ObserverStatus } from '../../events';
import { l10n } from '../l10n';
import type { FollowedRuns } from '../runs/followed-runs';
import { RefreshGate } from '../tree/refresh-gate';
import type { RowIcon } from '../tree/row';
import { ObserverNodes, statusOf, type ObserverNode, type ObserversNode } from './observer-nodes';
import { canBeOpened, factsOf, observerRow } from './observer-rows';
import type { ObservedRun, ObservedRuns } from './observed-runs';
import type { ObserverTracing } from './observer-tracing';

export const OBSERVERS_VIEW = 'experimentObserver.observers';

/** Who listens to the runs of this window, and how they fare. */
export class ObserversView implements vscode.TreeDataProvider<ObserversNode>, vscode.Disposable {
  readonly view: vscode.TreeView<ObserversNode>;
  readonly onDidChangeTreeData: vscode.Event<ObserversNode[] | undefined>;
  readonly #changed = new vscode.EventEmitter<ObserversNode[] | undefined>();
  readonly #nodes = new ObserverNodes();
  readonly #gate: RefreshGate<ObservedRun>;
  readonly #disposables: vscode.Disposable[];
  /** What the rows were made of at the last flush. */
  #shown: ReadonlyMap<ObserverNode, string> = new Map();
  #asked = false;

  constructor(private readonly runs: ObservedRuns, private readonly followed: FollowedRuns, private readonly tracing: ObserverTracing) {
    this.onDidChangeTreeData = this.#changed.event;
    this.#gate = new RefreshGate<ObservedRun>(
      { fire: () => this.#flush(), parentOf: () => undefined, weight: () => 1 },
      { now: () => performance.now(), after: (ms, call) => { const timer = setTimeout(call, ms); return () => clearTimeout(timer); } },
    );
    this.view = vscode.window.createTreeView(OBSERVERS_VIEW, { treeDataProvider: this, showCollapseAll: true });
    this.#gate.setVisible(this.view.visible);
    this.#disposables = [
      this.#changed, this.view, this.view.onDidChangeVisibility(({ visible }) => this.#gate.setVisible(visible)),
      runs.onDidChange((run) => { if (this.#asked) this.#gate.mark(run); }),
      tracing.onDidChange(() => this.refresh()),
      followed.onDidChange(({ event }) => { if (event === undefined) this.#tellOfOthers(); }),
    ];
  }

  refresh(): void {
    if (this.#asked) this.#gate.markAll();
  }

  /** The rows of the observers with this name, or of all, of all runs shown. */
  nodesOf(observer?: string): readonly ObserverNode[] {
    const grouped = this.runs.all.length > 1;
    return this.runs.all.flatMap((run) => run.statuses.filter((status) => observer === undefined || status.observer === observer).map(({ id }) => this.#nodes.observer(run, id, grouped)));
  }

  getChildren(node?: ObserversNode): ObserversNode[] {
    this.#asked = true;
    const { all } = this.runs;
    if (node === undefined) {
      this.#nodes.keep(all);
      const [only] = all;
      return all.length === 1 && only !== undefined ? this.#observers(only, false) : all.map((run) => this.#nodes.run(run));
    }
    switch (node.kind) {
      case 'run': return this.#observers(node.run, true);
      case 'observer': {
        const status = statusOf(node);
        return status === undefined ? [] : factsOf(status).map(({ key }) => this.#nodes.fact(node, key));
      }
      case 'fact': return [];
      default: return node satisfies never;
    }
  }

  getParent(node: ObserversNode): ObserversNode | undefined {
    return node.parent;
  }

  getTreeItem(node: ObserversNode): vscode.TreeItem {
    switch (node.kind) {
      case 'run': return runItem(node.run);
      case 'observer': return this.#observerItem(node);
      case 'fact': {
        const status = statusOf(node);
        const fact = status === undefined ? undefined : factsOf(status).find(({ key }) => key === node.fact);
        const item = itemOf(node.id, fact?.label ?? '', fact?.icon ?? 'question', vscode.TreeItemCollapsibleState.None);
        item.tooltip = fact?.tooltip ?? fact?.label ?? '';
        return item;
      }
      default: return node satisfies never;
    }
  }

  dispose(): void {
    this.#gate.dispose();
    for (const disposable of this.#disposables) disposable.dispose();
  }

  /** A journal says what happened, not who heard of it: the observers of a run that is followed are its driver's. */
  #tellOfOthers(): void {
    const lines = this.followed.live.map(({ experiment, driver }) => l10n.t('The run of {0} is driven by {1}: its observers live there, and are not listed here.', experiment.name, driver));
    this.view.message = lines.length === 0 ? undefined : lines.join('\n');
  }

  #observers(run: ObservedRun, grouped: boolean): ObserverNode[] {
    return run.statuses.map(({ id }) => this.#nodes.observer(run, id, grouped));
  }

  #observerItem(node: ObserverNode): vscode.TreeItem {
    const status = statusOf(node);
    if (status === undefined) return new vscode.TreeItem(l10n.t('gone'));
    const row = observerRow(status, node.run.live, this.tracing.isTraced(status.observer));
    const item = itemOf(node.id, row.label, row.icon, vscode.TreeItemCollapsibleState.Collapsed);
    item.description = row.description ?? '';
    item.tooltip = row.tooltip;
    item.contextValue = row.context;
    item.accessibilityInformation = { label: row.spoken };
    if (canBeOpened(status.source)) item.command = { command: 'experimentObserver.goToObserver', title: l10n.t('Go to Observer'), arguments: [node] };
    return item;
  }

  #look(node: ObserverNode, status: ObserverStatus): string {
    return JSON.stringify([status, node.run.live, this.tracing.isTraced(status.observer)]);
  }

  /** Only rows that look different now; all, when there are others than before. */
  #flush(): void {
    const { all } = this.runs;
    const grouped = all.length > 1;
    const now = all.flatMap((run) => run.statuses.map((status) => ({ node: this.#nodes.observer(run, status.id, grouped), status })));
    const others = now.length !== this.#shown.size || now.some(({ node }) => !this.#shown.has(node));
    const different = now.filter(({ node, status }) => this.#shown.get(node) !== this.#look(node, status)).map(({ node }) => node);
    this.#shown = new Map(now.map(({ node, status }) => [node, this.#look(node, status)]));
    if (others) this.#changed.fire(undefined);
    else if (different.length > 0) this.#changed.fire(different);
  }
}

function runItem(run: ObservedRun): vscode.TreeItem {
  const item = itemOf(run.id, run.name, run.live ? 'sync~spin' : 'history', vscode.TreeItemCollapsibleState.Expanded);
  item.description = run.id;
  item.contextValue = 'run';
  item.accessibilityInformation = { label: l10n.t('observers of the run of {0}', run.name) };
  return item;
}

function itemOf(id: string, label: string, icon: string | RowIcon, state: vscode.TreeItemCollapsibleState): vscode.TreeItem {
  const item = new vscode.TreeItem(label, state);
  item.id = id;
  const shown = typeof icon === 'string' ? { id: icon } : icon;
  item.iconPath = new vscode.ThemeIcon(shown.id, shown.color === undefined ? undefined : new vscode.ThemeColor(shown.color));
  return item;
}
