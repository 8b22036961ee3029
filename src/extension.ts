import { messageOf } from './events';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ExperimentObserverApi } from './vscode/api';
import type { CommandContext } from './vscode/commands/context';
import { registerCommands, type Manifest } from './vscode/commands/register';
import { Experiments } from './vscode/discovery/experiments';
import { Completions } from './vscode/editor/completions';
import { ConfigDiagnostics } from './vscode/editor/config-diagnostics';
import { FailureDiagnostics } from './vscode/editor/failure-diagnostics';
import { Hovers } from './vscode/editor/hovers';
import { Inspectors } from './vscode/inspector/inspectors';
import { contributeYamlSchema } from './vscode/editor/yaml-schema';
import { useTranslator } from './vscode/l10n';
import { LogBuffer } from './vscode/log/log-buffer';
import { LOG_SCHEME, logTails } from './vscode/log/log-documents';
import { DeliveryTraces } from './vscode/observers/delivery-traces';
import { observerTools } from './vscode/observers/observer-tools';
import { WindowPlugins } from './vscode/plugins/window-plugins';
import { Replays } from './vscode/replay/replays';
import { publicApi } from './vscode/public-api';
import { Batches } from './vscode/runs/batches';
import { EarlierRuns } from './vscode/runs/earlier-runs';
import { RunFeed } from './vscode/runs/run-feed';
import { RunNotice } from './vscode/runs/run-notice';
import { Runs } from './vscode/runs/runs';
import { OpenedRuns } from './vscode/history/opened-runs';
import { otherRuns, RunsView } from './vscode/history/runs-view';
import { affectsDiscovery, affectsPlugins } from './vscode/settings';
import { StatusItem } from './vscode/status/status-item';
import { ExperimentsTree } from './vscode/tree/experiments-tree';
import { KeptArrangement } from './vscode/tree/kept-arrangement';
import { oldRows } from './vscode/tree/old-rows';
import { Reveal } from './vscode/tree/reveal';
import { showChanges } from './vscode/tree/show-changes';
import { ViewChrome } from './vscode/tree/view-chrome';

/** The engine's own clean-up gets this long when the window closes; the supervisor does the rest. */
const FAREWELL_MS = 2000;
let active: Runs | undefined;

export function activate(context: vscode.ExtensionContext): ExperimentObserverApi {
  useTranslator((message, ...args) => vscode.l10n.t(message, ...args));
  const dist = path.join(context.extensionPath, 'dist');
  const log = new LogBuffer();
  const workerScript = path.join(dist, 'worker.js');
  const plugins = new WindowPlugins(log);
  const experiments = new Experiments(workerScript, (read) => plugins.read(read), (line) => log.add('info', line));
  const all = () => experiments.all();
  const arrangement = new KeptArrangement(context.workspaceState);
  const tree = new ExperimentsTree(all, arrangement);
  const runs = new Runs(path.join(dist, 'supervisor.js'), experiments, log);
  const earlier = new EarlierRuns(experiments, log, () => vscode.workspace.isTrusted, (experiment) => changed(experiment));
  const feed = new RunFeed(runs, earlier.followed);
  const batches = new Batches(runs, (experiment) => changed(experiment));
  const chrome = new ViewChrome(tree, all, runs, batches);
  const failures = new FailureDiagnostics(all);
  const notice = new RunNotice(context.globalState);
  const reveal = new Reveal(tree);
  const traces = new DeliveryTraces();
  const { tracing, observersView, explanations, disposable: tools } = observerTools(runs, earlier.followed, all, traces, log);
  const inspectors = new Inspectors({ dist: vscode.Uri.joinPath(context.extensionUri, 'dist'), experiments, runs, tree, traces, log });
  const replays = new Replays(tree, runs.observers, log);
  const opened = new OpenedRuns(context.workspaceState);
  const runsView = new RunsView({ experiments: all, opened, log, changed: otherRuns(feed, experiments) });
  const commandContext: CommandContext = { experiments, runs, feed, batches, earlier, tree, log, tracing, observersView, explanations, inspectors, plugins, replays, arrangement, opened, runsView, memory: context.workspaceState };
  active = runs;

  const { changed, disposable } = showChanges({ experiments, runs, feed, replays, batches, earlier, tree, chrome, failures });
  context.subscriptions.push(
    log, experiments, arrangement, tree, runs, batches, chrome, failures, earlier, tools, inspectors, plugins, replays, disposable,
    new StatusItem(feed, batches, replays), opened, runsView, new ConfigDiagnostics(experiments, workerScript), Completions.register(experiments), Hovers.register(experiments), registerCommands(commandContext, context.extension.packageJSON as Manifest),
    runs.onDidChange((change) => { if (batches.rounds === undefined) notice.hear(change); reveal.hear(change, (batches.rounds?.number ?? 1) > 1); }),
    batches.onDidEndRounds((outcome) => notice.hearRounds(outcome)),
    arrangement.onDidChange(() => chrome.update()),
    vscode.window.registerFileDecorationProvider(oldRows),
    vscode.workspace.registerTextDocumentContentProvider(LOG_SCHEME, logTails),
    vscode.workspace.onDidChangeWorkspaceFolders(() => void discover()),
    vscode.workspace.onDidChangeConfiguration((change) => { if (affectsDiscovery(change)) void discover(); if (affectsPlugins(change)) void experiments.readAgain(); }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => { earlier.closeRemembered(); void experiments.readAgain(); }),
  );

  async function discover(): Promise<void> {
    try {
      await experiments.discover();
      earlier.look();
    } catch (error) {
      const message = messageOf(error);
      log.add('error', `files could not be looked for: ${message}`);
      void vscode.window.showErrorMessage(vscode.l10n.t('Experiments could not be looked for: {0}', message));
    }
    await vscode.commands.executeCommand('setContext', 'experimentObserver.discovered', true);
  }
  // After activation: it must not wait for the disk.
  const ready = new Promise<void>((resolve) => setImmediate(() => void discover().then(() => earlier.closeRemembered()).then(resolve)));
  void ready.then(() => contributeYamlSchema(experiments)).catch((error: unknown) => log.add('debug', `the YAML extension got no schema: ${messageOf(error)}`));
  return publicApi(commandContext, ready, context.subscriptions);
}

export async function deactivate(): Promise<void> {
  const live = active?.live ?? [];
  active?.cancelAll('the window is closing');
  await Promise.race([Promise.all(live.map((run) => run.finished)), new Promise((resolve) => setTimeout(resolve, FAREWELL_MS))]);
}
