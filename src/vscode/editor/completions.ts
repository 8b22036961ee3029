import * as vscode from 'vscode';
import type { Candidate, Completer } from '../../config';
import type { Experiments } from '../discovery/experiments';
import { engine } from '../engine';
import { keyOf } from '../paths';
import { helpFor, isExperimentFile, YAML_FILES } from './experiment-files';
import { yamlExtensionGives } from './yaml-extension';

const KINDS: { readonly [kind in Candidate['kind']]: vscode.CompletionItemKind } = {
  key: vscode.CompletionItemKind.Property, value: vscode.CompletionItemKind.EnumMember, name: vscode.CompletionItemKind.Reference, expression: vscode.CompletionItemKind.Variable,
};
const DIGITS = 5;

/** Offers what may be written at the cursor of an experiment file. */
export class Completions implements vscode.CompletionItemProvider {
  readonly #completers = new WeakMap<vscode.TextDocument, Completer>();

  constructor(private readonly experiments: Experiments) {}

  static register(experiments: Experiments): vscode.Disposable {
    return vscode.languages.registerCompletionItemProvider(YAML_FILES, new Completions(experiments), ' ', ':', '.', '{', '-');
  }

  async provideCompletionItems(document: vscode.TextDocument, position: vscode.Position, token: vscode.CancellationToken): Promise<vscode.CompletionList> {
    if (!isExperimentFile(document.uri, this.experiments)) return new vscode.CompletionList();
    const text = document.getText();
    const offset = document.offsetAt(position);
    const { Completer, MOST_CANDIDATES, withRests } = await engine();
    const completer = this.#completers.get(document) ?? new Completer();
    this.#completers.set(document, completer);
    if (token.isCancellationRequested) return new vscode.CompletionList();
    const found = await withRests(completer.at(text, offset, helpFor(this.experiments.get(keyOf(document.uri)))));
    if (token.isCancellationRequested) return new vscode.CompletionList();
    const isTheirs = yamlExtensionGives('completion');
    return new vscode.CompletionList(found.filter(({ inSchema }) => !(inSchema && isTheirs)).map((candidate) => itemOf(candidate, document)), found.length >= MOST_CANDIDATES);
  }
}

function itemOf({ label, kind, insert, from, to, end, detail, documentation, deprecated, rank, leads }: Candidate, document: vscode.TextDocument): vscode.CompletionItem {
  const item = new vscode.CompletionItem(label, KINDS[kind]);
  const start = document.positionAt(from);
  item.range = { inserting: new vscode.Range(start, document.positionAt(to)), replacing: new vscode.Range(start, document.positionAt(end)) };
  item.insertText = new vscode.SnippetString(insert);
  // Its lines are indented already; the editor would do so by the line's beginning, which may be a dash.
  item.keepWhitespace = true;
  item.sortText = String(rank).padStart(DIGITS, '0');
  if (detail !== undefined) item.detail = detail;
  if (documentation !== undefined) item.documentation = new vscode.MarkdownString(documentation);
  if (deprecated) item.tags = [vscode.CompletionItemTag.Deprecated];
  if (leads) item.command = { command: 'editor.action.triggerSuggest', title: vscode.l10n.t('Suggest') };
  return item;
}
