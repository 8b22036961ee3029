// A file of its own in dist/: reading YAML, schema and engine takes longer than the whole activation may.
export { loadExperimentFile, loadExperimentText } from '../config';
export { latestRun, readJournal, reduceEvents } from '../results';
export { closeInterruptedRuns, RunRefused, startRun } from '../runs';
