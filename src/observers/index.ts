export { builtInObservers, type BuiltInNeeds, type BuiltInObserver, type BuiltIns } from './from-settings';
export { LoggerObserver } from './log/logger-observer';
export { Log, type LogLine } from './log/log';
export { logOf, type LogTarget } from './log/log-target';
export { LogFile } from './log/log-file';
export { ProgressObserver, type Progress, type ProgressNeeds } from './progress/progress-observer';
export { remainingTime, type Remaining } from './progress/remaining-time';
export { MetricsObserver, type MetricsSnapshot, type Timing } from './metrics-observer';
export { ResultCollector, writeResults } from './result-collector';
