import * as vscode from 'vscode';
import { l10n } from '../l10n';
import { toUri } from '../paths';
import { arranged, filterText, isFiltered } from '../model/arrangement';
import type { Experiment } from '../model/experiment';
import { Pasts } from '../model/pasts';
import { childrenOf, DETAIL_OF, membersOf } from './children';
import type { KeptArrangement } from './kept-arrangement';
import { NodeCache, type Group, type Node } from './nodes';
import { MANY, RefreshGate, type Urgency } from './refresh-gate';
import { rowOf } from './rows';
import type { Row } from './row';
import { ShownRows } from './shown-rows';
import { treeItemOf } from './tree-item';

export const EXPERIMENTS_VIEW = 'experimentObserver.experiments';

/** Shows the experiments as a tree: translates rows for the editor, and keeps it from being flooded. */
export class ExperimentsTree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly nodes = new NodeCache();
  readonly view: vscode.TreeView<Node>;
  readonly onDidChangeTreeData: vscode.Event<Node[] | undefined>;
  readonly #changed = new vscode.EventEmitter<Node[] | undefined>();
  readonly #gate: RefreshGate<Node>;
  readonly #disposables: vscode.Disposable[];
  readonly #shown = new ShownRows<Node>({ row: (node) => JSON.stringify(this.#rowOf(node)), children: (node) => this.#childrenOf(node), isLarge: (node) => this.#weight(node) > MANY });
  /** How many rows an experiment has under the filter, as last counted. */
  readonly #filtered = new WeakMap<Experiment, number>();
  /** Until the editor has asked for rows there are none to refresh; a refresh during its first questions loses answers. */
  #asked = false;

  readonly pasts: Pasts = new Pasts((experiment, others) => {
    if (!others) return this.refreshExperiment(experiment);
    this.refreshAll();
    void vscode.commands.executeCommand('setContext', 'experimentObserver.past', this.pasts.names.length > 0);
  });

  constructor(private readonly experiments: () => readonly Experiment[], readonly arrangement: KeptArrangement) {
    this.onDidChangeTreeData = this.#changed.event;
    this.#gate = new RefreshGate<Node>({
      fire: (nodes) => this.#refresh(this.#shown.outdated(nodes)),
      parentOf: (node) => node.parent,
      weight: (node) => this.#weight(node),
    }, { now: () => performance.now(), after: (ms, call) => { const timer = setTimeout(call, ms); return () => clearTimeout(timer); } });
    this.view = vscode.window.createTreeView(EXPERIMENTS_VIEW, { treeDataProvider: this, showCollapseAll: true, canSelectMany: false });
    this.#gate.setVisible(this.view.visible);
    this.#disposables = [this.#changed, this.view, arrangement.onDidChange(() => this.refreshAll()), vscode.workspace.onDidGrantWorkspaceTrust(() => this.#tellState()), this.view.onDidChangeVisibility(({ visible }) => this.#gate.setVisible(visible))];
  }

  refreshAll(): void {
    this.#tellState();
    if (this.#asked) this.#gate.markAll();
  }

  refreshExperiment(experiment: Experiment, urgency: Urgency = 'now'): void {
    if (this.#asked) this.#gate.mark(this.nodes.experiment(this.pasts.shownFor(experiment)), urgency);
  }

  refreshTest(experiment: Experiment, test: string): void {
    if (this.#asked) this.#gate.mark(this.nodes.test(this.pasts.shownFor(experiment), test));
  }

  /** Brings a row into sight and opens it, as it is now: of one that is about to be refreshed the editor would open what it knew, which may have had nothing below it. */
  async reveal(node: Node, how: { readonly select: boolean; readonly focus: boolean }): Promise<void> {
    this.#gate.flush();
    await this.view.reveal(node, { ...how, expand: true });
  }

  /** An empty view has a welcome instead, which a message would hide. */
  #tellState(): void {
    const restricted = !vscode.workspace.isTrusted && this.experiments().length > 0;
    const filter = filterText(this.arrangement.now);
    const lines = [
      ...(restricted ? [l10n.t('Restricted Mode: experiments are listed, not run.')] : []),
      ...(this.pasts.names.length > 0 ? [l10n.t('The past is shown of: {0}. Back to Now is in the title of this view.', this.pasts.names.join(', '))] : []),
      ...(filter === '' || this.experiments().length === 0 ? [] : [l10n.t('Filter: {0}. Clear Filter, in the title of this view, shows all.', filter)]),
    ];
    const message = lines.length === 0 ? undefined : lines.join('\n');
    // Even the same message would delay the rows.
    if (message !== this.view.message) this.view.message = message;
  }

  /** The row of a test case or a part of it, or the experiment's own; undefined where there is none. */
  find(listed: Experiment, test?: string, detail?: { readonly group: Group; readonly key: string }): Node | undefined {
    const experiment = this.pasts.shownFor(listed);
    if (test === undefined) return this.nodes.experiment(experiment);
    const state = experiment.test(test);
    if (state === undefined) return undefined;
    // What the filter hides has no row to show.
    if (arranged([state], this.arrangement.now).length === 0) return this.nodes.experiment(experiment);
    const node = this.nodes.test(experiment, test);
    if (detail === undefined || state.state === undefined || !membersOf(state.state, detail.group).includes(detail.key)) return node;
    return this.nodes.detail(this.nodes.group(node, detail.group), DETAIL_OF[detail.group], detail.key);
  }

  getChildren(node?: Node): Node[] {
    this.#asked = true;
    const children = this.#childrenOf(node);
    this.#shown.gaveChildren(node, children);
    return [...children];
  }

  getParent(node: Node): Node | undefined {
    return node.parent;
  }

  getTreeItem(node: Node): vscode.TreeItem {
    this.#shown.gaveRow(node);
    return treeItem(node, this.#rowOf(node));
  }

  #childrenOf(node: Node | undefined): readonly Node[] {
    const children = childrenOf(node, this.experiments().map((experiment) => this.pasts.shownFor(experiment)), this.nodes, this.arrangement.now);
    if (node?.kind === 'experiment') this.#filtered.set(node.experiment, children.length);
    return children;
  }

  #rowOf(node: Node): Row {
    return rowOf(node, this.arrangement.now);
  }

  /** How many rows a refresh of this row brings along. */
  #weight(node: Node): number {
    if (node.kind !== 'experiment') return 1;
    const all = node.experiment.loaded?.tests.length ?? 0;
    return isFiltered(this.arrangement.now) ? this.#filtered.get(node.experiment) ?? all : all;
  }

  #refresh(nodes: readonly Node[] | undefined): void {
    if (nodes === undefined) this.#changed.fire(undefined);
    else if (nodes.length > 0) this.#changed.fire([...nodes]);
  }

  dispose(): void {
    this.#gate.dispose();
    for (const disposable of this.#disposables) disposable.dispose();
  }
}

function treeItem(node: Node, row: Row): vscode.TreeItem {
  const item = treeItemOf(row, toUri(node.experiment.file));
  if (row.goesToConfig) item.command = { command: 'experimentObserver.goToConfig', title: l10n.t('Go to Config'), arguments: [node] };
  return item;
}
