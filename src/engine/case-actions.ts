import type { Draft, EnvironmentSpec, ExpressionScope, ReadySpec, ServiceDraft, ServiceSpec } from '../config';
import type { SourceRef } from '../events';
import type { SpawnRequest } from '../supervisor';
import type { FollowedOutput, OutputFile, PublishOutput } from './output-file';
import type { ServiceControl, StepContext } from './step-context';

/** While the services run, or once they have stopped and the execution environments have told their findings. */
export type AssertionMoment = 'running' | 'stopped';

/** What fills the phases of a test case's life; the life itself only decides when, for how long, and what follows. */
export interface CaseActions {
  /** @throws ConfigError */
  resolveService(draft: ServiceDraft, scope: ExpressionScope): ServiceSpec;
  /** The ports alone: they are known before any service is resolved. @throws ConfigError */
  resolvePorts(draft: ServiceDraft, scope: ExpressionScope): ServiceSpec['ports'];
  /** @throws ConfigError */
  resolveEnvironment(draft: Draft, scope: ExpressionScope): EnvironmentSpec;
  /** @throws ConfigError */
  resolveEnv(env: { readonly [name: string]: string | null }, scope: ExpressionScope, source: SourceRef): { readonly [name: string]: string | null };
  /** @throws ConfigError */
  resolveString(text: string, scope: ExpressionScope, source: SourceRef): string;
  runSteps(drafts: readonly Draft[], context: StepContext): Promise<unknown>;
  /** What the first of these steps starts, where nothing else comes before and its own beginning makes no difference. @throws ConfigError */
  firstCommand(drafts: readonly Draft[], context: StepContext): SpawnRequest | undefined;
  /** Evaluates those that can be by now: others wait for what the execution environments find out once the services have stopped. */
  evaluateAssertions(drafts: readonly Draft[], context: StepContext, moment: AssertionMoment): Promise<unknown>;
  /** Rejects when the service is not ready in time, or dead. */
  waitUntilReady(ready: ReadySpec, service: ServiceControl, context: StepContext): Promise<unknown>;
  followOutput(files: readonly OutputFile[], publish: PublishOutput): FollowedOutput;
}
