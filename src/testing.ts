/** The conformance kit, `experiment-observer/testing`: docs/testing.md. */
export * from './testing/index';
