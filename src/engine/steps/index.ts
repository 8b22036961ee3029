export { runSteps, type StepsOutcome } from './run-steps';
