export * from './run';
export { startRun } from './start-run';
