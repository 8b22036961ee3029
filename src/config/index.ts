export * from './problem';
export * from './experiment';
export * from './specs';
