export { readOutputsOf, readOutputText } from './output-text';
export { runSteps, type StepsOutcome } from './run-steps';
