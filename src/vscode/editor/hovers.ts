import * as vscode from 'vscode';
import type { Explainer } from '../../config';
import type { Experiments } from '../discovery/experiments';
import { engine } from '../engine';
import { keyOf, toPath } from '../paths';
import { helpFor, isExperimentFile, YAML_FILES } from './experiment-files';
import { yamlExtensionGives } from './yaml-extension';

/** Explains keys, and the values of expressions, in experiment files. */
export class Hovers implements vscode.HoverProvider {
  readonly #explainers = new WeakMap<vscode.TextDocument, Explainer>();

  constructor(private readonly experiments: Experiments) {}

  static register(experiments: Experiments): vscode.Disposable {
    return vscode.languages.registerHoverProvider(YAML_FILES, new Hovers(experiments));
  }

  async provideHover(document: vscode.TextDocument, position: vscode.Position, token: vscode.CancellationToken): Promise<vscode.Hover | undefined> {
    if (!isExperimentFile(document.uri, this.experiments)) return undefined;
    const text = document.getText();
    const offset = document.offsetAt(position);
    const { Explainer, withRests } = await engine();
    if (token.isCancellationRequested) return undefined;
    const explainer = this.#explainers.get(document) ?? new Explainer();
    this.#explainers.set(document, explainer);
    const found = await withRests(explainer.at(text, offset, toPath(document.uri), helpFor(this.experiments.get(keyOf(document.uri)))));
    if (found === undefined || token.isCancellationRequested || found.inSchema && yamlExtensionGives('hover')) return undefined;
    return new vscode.Hover(new vscode.MarkdownString(found.markdown), new vscode.Range(document.positionAt(found.from), document.positionAt(found.to)));
  }
}
