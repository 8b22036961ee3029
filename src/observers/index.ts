export { LoggerObserver, type LogLevel, type LogSink } from './logger-observer';
export { ProgressObserver, type Progress } from './progress-observer';
export { MetricsObserver, type MetricsSnapshot, type Timing } from './metrics-observer';
export { ResultCollector, writeResults } from './result-collector';
