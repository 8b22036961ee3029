export { readOutputsOf, readOutputText } from './output-text';
export { endsWithCommand, firstCommand } from './first-command';
export { runSteps, type StepsOutcome } from './run-steps';
export { placeOf } from './place-of';
export { runToEnd } from './step-process';
export { foundInstead, matchFile } from './match-file';
