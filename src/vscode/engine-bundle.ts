// A file of its own in dist/: reading YAML, schema and engine takes longer than the whole activation may.
export { compileNameGlob, Completer, DEFAULT_OBSERVER_SETTINGS, Explainer, experimentJsonSchema, loadExperimentFile, loadExperimentText, MOST_CANDIDATES, pantherJsonSchema, withIterations, withRests } from '../config';
export { EventManager } from '../events';
export { explanationText, exportMetrics, LoggerObserver, logOf, METRICS_FILES, metricsOfJournal, ProgressObserver } from '../observers';
export { CONFIG_FILE, earlierDurations, IndexedJournal, JOURNAL_FILE, journalEvents, JournalFollower, listRuns, readJournal, reduceEvents, runIds, RunModel, RunWatch, startOf, storedRun } from '../results';
export { PluginHost, readWithoutPlugins, readWithPlugins } from '../plugins';
export { closeInterruptedRuns, endStranded, explainBefore, hasPassed, historyRows, isThisProcess, ownerIsGone, planResume, readEarlierRun, readWith, replayJournal, ReplayPace, ResumeRefused, runHistory, runOwner, RunRefused, startRun, untilFailure } from '../runs';
export { Inspection } from './inspector/inspection';
export { readFromPage } from './inspector/protocol';
