export * from './run';
export { LiveRun, type Driver, type LiveRunOptions } from './live-run';
export { startRun } from './start-run';
export { RunRefused, type RefusalCode } from './run-refused';
export { closeInterruptedRuns, type ClosedRun } from './interrupted';
export { isThisProcess, ownerIsGone, runOwner, type Owner } from './owner';
export { runHistory, type HistoryRow } from './run-history';
export { replayJournal, ReplayPace, type ReplayRequest } from './replay';
export { listenersOf } from './listeners';
