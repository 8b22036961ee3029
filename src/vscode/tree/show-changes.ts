import * as vscode from 'vscode';
import type { Experiments } from '../discovery/experiments';
import type { FailureDiagnostics } from '../editor/failure-diagnostics';
import type { Experiment } from '../model/experiment';
import { isArranged } from '../model/arrangement';
import { isFailedEnd } from '../model/failures';
import type { Replays } from '../replay/replays';
import type { Batches } from '../runs/batches';
import type { EarlierRuns } from '../runs/earlier-runs';
import type { RunFeed } from '../runs/run-feed';
import type { Runs } from '../runs/runs';
import type { RunChange } from '../runs/watched-run';
import type { ExperimentsTree } from './experiments-tree';
import type { ViewChrome } from './view-chrome';

interface Rooms {
  readonly experiments: Experiments;
  readonly runs: Runs;
  readonly feed: RunFeed;
  readonly replays: Replays;
  readonly batches: Batches;
  readonly earlier: EarlierRuns;
  readonly tree: ExperimentsTree;
  readonly chrome: ViewChrome;
  readonly failures: FailureDiagnostics;
}

/** Turns what happens into the rows and marks that it changes. */
export function showChanges({ experiments, runs, feed, replays, batches, earlier, tree, chrome, failures }: Rooms): { readonly changed: (experiment: Experiment) => void; readonly disposable: vscode.Disposable } {
  const changed = (experiment: Experiment): void => {
    tree.refreshExperiment(experiment);
    chrome.update();
    failures.update(experiment);
  };
  const disposable = vscode.Disposable.from(
    experiments.onDidChange((experiment) => {
      if (experiment !== undefined) return changed(experiment);
      tree.refreshAll();
      chrome.update();
      failures.updateAll();
    }),
    experiments.onDidChange(() => earlier.look()),
    runs.onDidChangePending((experiment) => { tree.refreshExperiment(experiment, 'late'); chrome.update(); }),
    batches.onDidEnd(() => chrome.update()),
    replays.onDidChange(({ replay: { experiment }, event }) => markRows(event === undefined ? { experiment } : { experiment, event }, tree)),
    feed.onDidChange((change) => {
      if (change.event === undefined && change.run.state().status !== 'ended') tree.pasts.endOf(change.experiment);
      markRows(change, tree);
      if (change.event !== undefined && !ENDS.has(change.event.type)) return;
      chrome.update();
      if (change.event?.type !== 'test_case.finished' || isFailedEnd(change.event)) failures.update(change.experiment);
    }),
  );
  return { changed, disposable };
}

/** Events after which badge and problems may differ. */
const ENDS: ReadonlySet<string> = new Set(['experiment.started', 'test_case.finished', 'experiment.finished', 'experiment.error']);
/** Events that change nothing which a row shows. */
const UNSEEN: ReadonlySet<string> = new Set(['service.output', 'test_case.setup_complete']);
/** Events that change the experiment's own row. */
const OF_EXPERIMENT: ReadonlySet<string> = new Set(['test_case.finished', 'test_case.skipped']);
/** Events that may show, hide or move the row of a test case, besides. */
const MOVES: ReadonlySet<string> = new Set(['test_case.started', 'test_case.kept', 'test_case.retrying', 'test_case.error']);

function markRows({ experiment, event }: Pick<RunChange, 'experiment' | 'event'>, tree: ExperimentsTree): void {
  if (event === undefined) return tree.refreshExperiment(experiment, 'soon');
  if (UNSEEN.has(event.type)) return;
  if (event.test === undefined) return tree.refreshExperiment(experiment, event.type === 'experiment.cancelling' || event.type === 'experiment.killing' || event.type === 'experiment.finished' ? 'now' : 'soon');
  if (event.type === 'test_case.queued') return tree.refreshExperiment(experiment, 'soon');
  tree.refreshTest(experiment, event.test);
  if (OF_EXPERIMENT.has(event.type) || (MOVES.has(event.type) && isArranged(tree.arrangement.now))) tree.refreshExperiment(experiment);
}
