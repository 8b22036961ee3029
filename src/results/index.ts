export * from './run-state';
