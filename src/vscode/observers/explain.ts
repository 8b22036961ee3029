import * as vscode from 'vscode';
import { BUILT_IN_TYPES, type Explanation } from '../../events';
import { engine } from '../engine';
import { l10n } from '../l10n';
import { VIEWS, type Runs } from '../runs/runs';
import type { Experiment } from '../model/experiment';
import type { ObservedRuns } from './observed-runs';

export const EXPLAIN_SCHEME = 'experiment-observer-explain';

/** An explanation, and the run whose observers it is about; without one: those that any run would have. */
interface RunExplanation extends Explanation {
  readonly run?: string;
  /** The experiments whose next run it is about; without any: all. */
  readonly experiments?: readonly string[];
}

/** Tells who gets events of a type in the runs of this window: under way, the last one, or the next. */
export class Explanations implements vscode.TextDocumentContentProvider {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;

  constructor(private readonly observed: ObservedRuns, private readonly runs: Runs, private readonly experiments: () => readonly Experiment[]) {}

  async explain(type: string): Promise<readonly RunExplanation[]> {
    const { all } = this.observed;
    if (all.length > 0) return all.map((run) => ({ ...run.explain(type), run: run.id }));
    const { explainBefore } = await engine();
    const observers = [{ pattern: '**', observer: () => undefined, options: VIEWS }, ...this.runs.observers.all];
    // What plug-ins and settings of the files make no difference for is told once.
    const parts = new Map<string, { readonly part: Explanation; readonly names: string[] }>();
    for (const { name, loaded, plugins } of this.experiments()) {
      if (loaded === undefined) continue;
      const part = explainBefore(type, loaded, plugins, observers);
      const key = JSON.stringify(part);
      const known = parts.get(key);
      if (known === undefined) parts.set(key, { part, names: [name] });
      else known.names.push(name);
    }
    const found = [...parts.values()];
    if (found.length === 0) return [explainBefore(type, undefined, undefined, observers)];
    return found.map(({ part, names }) => (found.length === 1 ? part : { ...part, experiments: names }));
  }

  /** Asks for the type, unless it is given, and opens a document that explains it; resolves with its text. */
  async show(type?: string): Promise<string | undefined> {
    const asked = type ?? await pickType([...new Set([...BUILT_IN_TYPES, ...this.observed.all.flatMap(({ events }) => events.knownTypes())])]);
    if (asked === undefined) return undefined;
    const uri = vscode.Uri.from({ scheme: EXPLAIN_SCHEME, path: asked });
    // A document that is open already may be about an earlier run.
    this.#changed.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: true });
    return document.getText();
  }

  async provideTextDocumentContent({ path }: vscode.Uri): Promise<string> {
    const { explanationText } = await engine();
    const parts = await this.explain(path);
    return parts.map((part) => `${headingOf(part)}\n\n${explanationText(part)}`).join('\n');
  }
}

function headingOf({ run, experiments }: RunExplanation): string {
  if (run !== undefined) return l10n.t('In run {0}:', run);
  return experiments === undefined ? l10n.t('In any run of this window:') : l10n.t('In the next run of {0}:', experiments.join(', '));
}

/** One of the list, or whatever was typed. */
function pickType(types: readonly string[]): Promise<string | undefined> {
  const pick = vscode.window.createQuickPick();
  pick.title = l10n.t('Explain Event Type');
  pick.placeholder = l10n.t('Which type of event?');
  pick.items = types.map((label) => ({ label }));
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems;
      resolve(chosen?.label ?? (pick.value.trim() === '' ? undefined : pick.value.trim()));
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}
