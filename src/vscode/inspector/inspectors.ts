import path from 'node:path';
import * as vscode from 'vscode';
import { messageOf } from '../../events';
import type { Experiments } from '../discovery/experiments';
import { engine } from '../engine';
import { l10n } from '../l10n';
import type { LogBuffer } from '../log/log-buffer';
import type { Experiment } from '../model/experiment';
import { localExperiment } from '../model/local-experiment';
import type { PastOwner } from '../model/pasts';
import type { DeliveryTraces } from '../observers/delivery-traces';
import type { Runs } from '../runs/runs';
import type { ExperimentsTree } from '../tree/experiments-tree';
import { EventJumps } from './event-jumps';
import type { Inspection } from './inspection';
import { inspectorHtml } from './inspector-page';
import { NO_FILTER } from './no-filter';
import type { FilterInput } from './protocol';
import { receiversOf } from './receivers';

const VIEW_TYPE = 'experimentObserver.inspector';

export interface InspectorRooms {
  readonly dist: vscode.Uri;
  readonly experiments: Experiments;
  readonly runs: Runs;
  readonly tree: ExperimentsTree;
  readonly traces: DeliveryTraces;
  readonly log: LogBuffer;
}

interface Opened {
  readonly panel: vscode.WebviewPanel;
  inspection?: Inspection;
}

/** The open event inspectors, one for each run. */
export class Inspectors implements vscode.Disposable, vscode.WebviewPanelSerializer {
  readonly #opened = new Map<string, Opened>();
  readonly #serializer: vscode.Disposable;

  constructor(private readonly rooms: InspectorRooms) {
    this.#serializer = vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, this);
  }

  /** Shows the events of the run in this folder. @throws Error when there is no journal that could be read. */
  async show(dir: string, filter?: Partial<FilterInput>): Promise<void> {
    const known = this.#opened.get(dir);
    const wanted = filter === undefined ? undefined : { ...NO_FILTER, ...filter };
    if (known !== undefined) {
      known.panel.reveal();
      if (wanted !== undefined) known.inspection?.setFilter(wanted);
      return;
    }
    const { dist } = this.rooms;
    const panel = vscode.window.createWebviewPanel(VIEW_TYPE, l10n.t('Events'), vscode.ViewColumn.Active, { enableScripts: true, localResourceRoots: [dist] });
    await this.#open(panel, dir, wanted);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const dir = typeof state === 'object' && state !== null && 'dir' in state ? state.dir : undefined;
    if (typeof dir !== 'string' || this.#opened.has(dir)) return panel.dispose();
    panel.webview.options = { enableScripts: true, localResourceRoots: [this.rooms.dist] };
    await this.#open(panel, dir, undefined);
  }

  dispose(): void {
    this.#serializer.dispose();
    for (const { panel } of this.#opened.values()) panel.dispose();
  }

  async #open(panel: vscode.WebviewPanel, dir: string, filter: FilterInput | undefined): Promise<void> {
    const { experiments, runs, tree, traces, log } = this.rooms;
    const opened: Opened = { panel };
    this.#opened.set(dir, opened);
    const closed = new Promise<void>((resolve) => panel.onDidDispose(resolve));
    void closed.then(() => this.#opened.delete(dir));
    const { IndexedJournal, Inspection, JOURNAL_FILE, ownerIsGone, readFromPage } = await engine();
    const run = path.basename(dir);
    const journal = new IndexedJournal(path.join(dir, JOURNAL_FILE), { isOwnerGone: () => ownerIsGone(dir) });
    const experiment = (): Experiment | undefined => localExperiment(experiments.all(), journal.head);
    const jumps = new EventJumps(dir, journal, tree, experiment);
    const owner: PastOwner = { ended: () => inspection.moments.backToNow() };
    const inspection: Inspection = new Inspection(journal, {
      title: () => l10n.t('{0}, run {1}', journal.head.name, run),
      send: (message) => void panel.webview.postMessage(message),
      receivers: (event) => receiversOf(traces.receiptsOf(run, event.seq), runs.events(run)?.explain(event.type)),
      places: (found) => jumps.places(found),
      goTo: (what, found) => jumps.goTo(what, found),
      showMoment: (moment) => {
        const listed = experiment();
        if (listed === undefined) return;
        if (moment === undefined) tree.pasts.end(listed, owner);
        else tree.pasts.show(listed, { id: run, dir, origin: 'journal', past: l10n.t('at {0} of run {1}', moment.label, run), state: () => moment.state }, owner);
      },
      failed: (error) => {
        log.add('error', `event inspector: ${error instanceof Error ? error.stack ?? error.message : messageOf(error)}`);
        void vscode.window.showErrorMessage(l10n.t('Experiments: {0}', messageOf(error)));
      },
    }, { now: () => performance.now(), every: (ms, call) => { const timer = setInterval(call, ms); return () => clearInterval(timer); } });
    opened.inspection = inspection;
    if (filter !== undefined) inspection.setFilter(filter);
    journal.once('grew', () => { panel.title = l10n.t('Events: {0}', journal.head.name); });
    panel.webview.onDidReceiveMessage((message: unknown) => {
      const known = readFromPage(message);
      if (known !== undefined) void inspection.hear(known);
    });
    void closed.then(() => {
      inspection.dispose();
      return journal.close();
    });
    panel.webview.html = inspectorHtml(panel.webview, this.rooms.dist, dir);
  }
}
