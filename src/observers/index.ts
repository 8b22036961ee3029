export { builtInObservers, type BuiltInNeeds, type BuiltInObserver, type BuiltIns } from './from-settings';
export { LoggerObserver } from './log/logger-observer';
export { Log, type LogLine } from './log/log';
export { logOf, type LogTarget } from './log/log-target';
export { LogFile } from './log/log-file';
export { ProgressObserver, type Progress } from './progress-observer';
export { MetricsObserver, type MetricsSnapshot, type Timing } from './metrics-observer';
export { ResultCollector, writeResults } from './result-collector';
