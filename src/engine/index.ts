export { ExperimentManager, type EngineNeeds } from './experiment-manager';
export type { Secrets } from './driver-needs';
export type { EngineRequest, KeptCase } from './run-driver';
export { systemClock } from './clock';
export { readOutput } from './read-output';
export type {
  EnvironmentRequest, ExecutionEnvironment, Findings, PreparedEnvironment, ServiceCommand,
} from './execution-environment';
export type { Network, NetworkEnvironment, NetworkRequest } from './network-environment';
export { StepError, type Clock, type ServiceControl, type StepContext } from './step-context';
export type { Signal } from './signal';
export type { CaseResults, Finding, Findings as ResultFindings, ResultValidator, RunResults } from './result-validator';
export { runSteps, type StepsOutcome } from './steps';
export { evaluateAssertions } from './assertions';
export { hasConditions, waitUntilReady } from './ready';
export { declaredVariables, settled, withChanges } from './case-env';
export { DEFAULT_LIMITS } from './limits';
export { inRunOrder, newSeed } from './run-order';
export { headOf } from './steps/step-head';
export { Scheduler } from './scheduler';
export { customDraft } from './plugin-access';
export type { AssertionDefinition, AssertionResult, CaseAccess, CaseService, Extensions, Owned, ProbeDefinition, RunOptions, RunResult, StepDefinition, StepResult, Unmet } from './extensions';
