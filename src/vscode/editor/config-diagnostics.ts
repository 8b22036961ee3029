import * as vscode from 'vscode';
import type { Experiments } from '../discovery/experiments';
import { keyOf, toPath, toUri } from '../paths';
import { engine } from '../engine';
import type { Experiment } from '../model/experiment';
import { ConfigDiagnostic } from './config-diagnostic';
import { extensionsOf, YAML_FILES } from './experiment-files';
import { QuickFixes } from './quick-fixes';

/** After the last key stroke. */
const SETTLE_MS = 300;

/** Problems of the listed files in the Problems panel: of the text in the editor while it is being edited, else of the file. */
export class ConfigDiagnostics implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection('experimentObserver.config');
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #checks = new Map<string, AbortController>();
  readonly #disposables: vscode.Disposable[];

  constructor(private readonly experiments: Experiments, private readonly workerScript: string) {
    this.#disposables = [
      this.#collection,
      vscode.languages.registerCodeActionsProvider(YAML_FILES, new QuickFixes((uri) => (this.#isStale(keyOf(uri)) ? [] : this.#collection.get(uri) ?? [])), QuickFixes.metadata),
      experiments.onDidChange((experiment) => { if (experiment === undefined) this.#showFiles(); else this.#showFile(experiment); }),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#edited(document)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        const experiment = experiments.get(keyOf(uri));
        if (experiment !== undefined) this.#showFile(experiment);
      }),
    ];
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #showFiles(): void {
    const listed = new Set(this.experiments.all().map((experiment) => experiment.key));
    this.#collection.forEach((uri) => { if (!listed.has(keyOf(uri))) this.#collection.delete(uri); });
    for (const experiment of this.experiments.all()) this.#showFile(experiment);
  }

  /** Of a file with unsaved changes the text in the editor counts. */
  #showFile({ key, file, loaded }: Experiment): void {
    const dirty = vscode.workspace.textDocuments.some((document) => document.isDirty && keyOf(document.uri) === key);
    if (loaded !== undefined && !dirty && this.experiments.get(key) !== undefined) this.#collection.set(toUri(file), loaded.problems.map((problem) => new ConfigDiagnostic(problem)));
  }

  /** What is known is of an older text: its places are no longer those of its problems. */
  #isStale(key: string): boolean {
    return this.#timers.has(key) || this.#checks.has(key);
  }

  #edited(document: vscode.TextDocument): void {
    const key = keyOf(document.uri);
    if (this.experiments.get(key) === undefined) return;
    clearTimeout(this.#timers.get(key));
    this.#timers.set(key, setTimeout(() => {
      this.#timers.delete(key);
      void this.#check(document);
    }, SETTLE_MS));
  }

  /** What is being read of an older text is given up. */
  async #check(document: vscode.TextDocument): Promise<void> {
    const key = keyOf(document.uri);
    this.#checks.get(key)?.abort();
    const check = new AbortController();
    this.#checks.set(key, check);
    const { loadExperimentText } = await engine();
    const loaded = await loadExperimentText(toPath(document.uri), document.getText(), {
      workerScript: this.workerScript, signal: check.signal,
      ...extensionsOf(this.experiments.get(key)),
    }).catch(() => undefined);
    if (this.#checks.get(key) === check) this.#checks.delete(key);
    if (loaded === undefined || check.signal.aborted) return;
    // What was undone or reverted is as the file is.
    if (document.isDirty) this.#collection.set(document.uri, loaded.problems.map((problem) => new ConfigDiagnostic(problem)));
    else this.#showFiles();
  }
}
