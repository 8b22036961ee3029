import * as vscode from 'vscode';
import type { Fix, Problem } from '../../config';
import { toUri } from '../paths';
import { toRange } from './ranges';

const SEVERITY: { readonly [severity in Problem['severity']]: vscode.DiagnosticSeverity } = { error: 0, warning: 1, information: 2 };

/** A problem of a file as the Problems panel shows it, with what mends it. */
export class ConfigDiagnostic extends vscode.Diagnostic {
  readonly fixes: readonly Fix[];

  constructor({ file, range, message, severity, code, related, fixes = [], deprecated }: Problem) {
    super(toRange(range), message, SEVERITY[severity]);
    this.source = 'Experiments';
    this.code = code;
    this.fixes = fixes;
    if (deprecated === true) this.tags = [vscode.DiagnosticTag.Deprecated];
    if (related !== undefined) {
      this.relatedInformation = related.map((one) => new vscode.DiagnosticRelatedInformation(new vscode.Location(toUri(file), toRange(one.range)), one.message));
    }
  }
}
