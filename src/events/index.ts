export * from './source';
export * from './outcome';
export * from './catalogue';
export * from './observer';
export * from './event-manager';
export type { Registration, RegisterOptions } from './registration';
export { compilePattern } from './pattern';
