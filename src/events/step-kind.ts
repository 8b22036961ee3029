/** The kinds of the format; a plug-in may add others. */
export type StepKind = 'run' | 'wait' | 'wait_for' | 'http' | 'signal' | 'stop' | 'start' | 'pause' | 'resume' | 'parallel' | 'steps' | (string & Record<never, never>);
