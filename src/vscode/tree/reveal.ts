import * as vscode from 'vscode';
import { failingTests, isFailedEnd } from '../model/failures';
import type { DrivenRun, RunChange } from '../runs/watched-run';
import { settings } from '../settings';
import type { ExperimentsTree } from './experiments-tree';
import type { Node } from './nodes';

/** More open rows than this would push everything else out of sight. */
const MAX_OPENED = 5;

/** Brings a run into sight as the setting says, and opens its failures; never takes the focus or the selection. */
export class Reveal {
  readonly #revealed = new WeakSet<DrivenRun>();

  constructor(private readonly tree: ExperimentsTree) {}

  /** @param again it is shown already: another round of the same. */
  hear({ run, event }: RunChange<DrivenRun>, again = false): void {
    const when = settings.reveal(vscode.Uri.parse(run.experiment.key, true));
    if (when === 'onStart' && !again && event?.type === 'experiment.started') void this.#show(run);
    if (when === 'onFailure' && isFailedEnd(event) && !this.#revealed.has(run)) void this.#show(run);
    if (when !== 'never' && event === undefined && run.state().status === 'ended') void this.#openFailures(run);
  }

  async #show(run: DrivenRun): Promise<void> {
    this.#revealed.add(run);
    await this.#reveal(this.tree.nodes.experiment(run.experiment));
  }

  async #openFailures({ experiment, id }: DrivenRun): Promise<void> {
    if (!this.tree.view.visible) return;
    const failing = failingTests(experiment).filter((test) => test.run?.id === id).slice(0, MAX_OPENED);
    // From the last to the first: what is revealed last stays in sight.
    for (const test of failing.reverse()) await this.#reveal(this.tree.nodes.test(experiment, test.id));
  }

  async #reveal(node: Node): Promise<void> {
    try {
      await this.tree.reveal(node, { select: false, focus: false });
    } catch {
      // The row has gone meanwhile.
    }
  }
}
