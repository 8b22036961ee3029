import type { Memento } from 'vscode';
import type { Experiments } from '../discovery/experiments';
import type { OpenedRuns } from '../history/opened-runs';
import type { RunsView } from '../history/runs-view';
import type { Inspectors } from '../inspector/inspectors';
import type { LogBuffer } from '../log/log-buffer';
import type { Explanations } from '../observers/explain';
import type { ObserverTracing } from '../observers/observer-tracing';
import type { WindowPlugins } from '../plugins/window-plugins';
import type { Replays } from '../replay/replays';
import type { ObserversView } from '../observers/observers-view';
import type { Batches } from '../runs/batches';
import type { EarlierRuns } from '../runs/earlier-runs';
import type { RunFeed } from '../runs/run-feed';
import type { Runs } from '../runs/runs';
import type { KeptArrangement } from '../tree/kept-arrangement';
import type { ExperimentsTree } from '../tree/experiments-tree';

/** What commands work on. */
export interface CommandContext {
  readonly experiments: Experiments;
  readonly runs: Runs;
  /** All runs that are shown live. */
  readonly feed: RunFeed;
  readonly batches: Batches;
  readonly earlier: EarlierRuns;
  readonly tree: ExperimentsTree;
  readonly log: LogBuffer;
  readonly tracing: ObserverTracing;
  readonly observersView: ObserversView;
  readonly explanations: Explanations;
  readonly inspectors: Inspectors;
  readonly plugins: WindowPlugins;
  readonly replays: Replays;
  /** Which test cases are shown, and in which order. */
  readonly arrangement: KeptArrangement;
  /** Runs from elsewhere. */
  readonly opened: OpenedRuns;
  readonly runsView: RunsView;
  /** What is remembered of this workspace. */
  readonly memory: Memento;
}
