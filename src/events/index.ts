export * from './source';
export * from './outcome';
export * from './catalogue';
export * from './observer';
export * from './event-manager';
