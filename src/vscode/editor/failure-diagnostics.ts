import * as vscode from 'vscode';
import { l10n } from '../l10n';
import type { Experiment } from '../model/experiment';
import { failurePlaces, type FailurePlace } from '../model/failures';
import { toUri } from '../paths';
import { toRange } from './ranges';

const UPDATE_MS = 250;
/** The editor shows no more for one file. */
const MAX_PER_FILE = 1000;

/** What failed in the runs that were seen live, in the Problems panel at the lines that say what was expected. */
export class FailureDiagnostics implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection('experimentObserver.failures');
  readonly #dirty = new Set<Experiment>();
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly experiments: () => readonly Experiment[]) {}

  /** Soon, and once for many changes. */
  update(experiment: Experiment): void {
    this.#dirty.add(experiment);
    this.#timer ??= setTimeout(() => this.#show(), UPDATE_MS);
  }

  /** The list of files has changed. */
  updateAll(): void {
    this.#collection.clear();
    for (const experiment of this.experiments()) this.update(experiment);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#collection.dispose();
  }

  #show(): void {
    this.#timer = undefined;
    const experiments = [...this.#dirty].filter((experiment) => this.experiments().includes(experiment));
    this.#dirty.clear();
    for (const experiment of experiments) {
      const places = failurePlaces([experiment]).filter(({ test, source }) => test.run !== undefined && test.run.origin !== 'journal' && source.file === experiment.file);
      this.#collection.set(toUri(experiment.file), places.slice(0, MAX_PER_FILE).map(diagnostic));
    }
  }
}

function diagnostic({ test, failure, source }: FailurePlace): vscode.Diagnostic {
  const details = [
    ...(failure.expected === undefined ? [] : [l10n.t('expected: {0}', failure.expected)]),
    ...(failure.found === undefined ? [] : [l10n.t('found: {0}', failure.found)]),
  ];
  const result = new vscode.Diagnostic(toRange(source.range), [`${test.name}: ${failure.message}`, ...details].join('\n'), vscode.DiagnosticSeverity.Error);
  result.source = 'Experiments';
  result.code = failure.kind;
  return result;
}
