import * as vscode from 'vscode';
import { l10n } from '../l10n';
import { countsText, failedCount } from '../model/counts-text';
import { EXPERIMENTS_VIEW } from '../tree/experiments-tree';
import type { DrivenRun, RunChange } from './watched-run';

const LONG_MS = 30_000;
const SILENCED = 'runNoticesSilenced';

/** At most one notification a run, and only when nobody may be looking: it was long, or the window has no focus. */
export class RunNotice {
  constructor(private readonly memory: vscode.Memento) {}

  hear({ run, event }: RunChange<DrivenRun>): void {
    if (event !== undefined || run.state().status !== 'ended' || this.memory.get(SILENCED) === true) return;
    const long = (run.state().duration_ms ?? 0) > LONG_MS;
    if (long || !vscode.window.state.focused) void this.#tell(run);
  }

  async #tell(run: DrivenRun): Promise<void> {
    const { counts } = run.state();
    const text = `${run.experiment.name}: ${countsText(counts)}`;
    const never = l10n.t("Don't Show Again");
    const failures = l10n.t('Show Failures');
    const failed = failedCount(counts) > 0;
    const chosen = failed
      ? await vscode.window.showWarningMessage(text, failures, never)
      : await vscode.window.showInformationMessage(text, never);
    if (chosen === never) await this.memory.update(SILENCED, true);
    if (chosen === failures) await vscode.commands.executeCommand(`${EXPERIMENTS_VIEW}.focus`);
  }
}
