import * as vscode from 'vscode';
import { l10n } from '../l10n';
import { countsText, failedCount } from '../model/counts-text';
import { EXPERIMENTS_VIEW } from '../tree/experiments-tree';
import type { RoundsOutcome } from './batches';
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
    await this.#show(`${run.experiment.name}: ${countsText(counts)}`, failedCount(counts) > 0);
  }

  /** One for all rounds. */
  hearRounds({ end }: RoundsOutcome): void {
    const { verdict, number, elapsedMs, states } = end;
    if (verdict === 'stopped' || states.length === 0 || this.memory.get(SILENCED) === true) return;
    if (elapsedMs <= LONG_MS && vscode.window.state.focused) return;
    const name = states.at(-1)?.name ?? '';
    const text = verdict === 'failed' ? l10n.t('{0}: failed in round {1}', name, number) : l10n.t('{0}: no failure in {1} rounds', name, number);
    void this.#show(text, verdict === 'failed');
  }

  async #show(text: string, failed: boolean): Promise<void> {
    const never = l10n.t("Don't Show Again");
    const failures = l10n.t('Show Failures');
    const chosen = failed
      ? await vscode.window.showWarningMessage(text, failures, never)
      : await vscode.window.showInformationMessage(text, never);
    if (chosen === never) await this.memory.update(SILENCED, true);
    if (chosen === failures) await vscode.commands.executeCommand(`${EXPERIMENTS_VIEW}.focus`);
  }
}
