import * as vscode from 'vscode';
import type { LogBuffer } from '../log/log-buffer';
import type { Experiment } from '../model/experiment';
import type { FollowedRuns } from '../runs/followed-runs';
import type { Runs } from '../runs/runs';
import type { DeliveryTraces } from './delivery-traces';
import { EXPLAIN_SCHEME, Explanations } from './explain';
import { ObservedRuns } from './observed-runs';
import { ObserverTracing } from './observer-tracing';
import { ObserversView } from './observers-view';

/** What the window has for those who look into observers. */
export function observerTools(runs: Runs, followed: FollowedRuns, experiments: () => readonly Experiment[], traces: DeliveryTraces, log: LogBuffer) {
  const observed = new ObservedRuns(runs);
  const tracing = new ObserverTracing(runs, traces, log);
  const observersView = new ObserversView(observed, followed, tracing);
  const explanations = new Explanations(observed, runs, experiments);
  const documents = vscode.workspace.registerTextDocumentContentProvider(EXPLAIN_SCHEME, explanations);
  return { tracing, observersView, explanations, disposable: vscode.Disposable.from(documents, observersView, tracing, observed) };
}
