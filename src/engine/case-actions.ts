import type { Draft, ExpressionScope, ReadySpec, ServiceDraft, ServiceSpec } from '../config';
import type { SourceRef } from '../events';
import type { FollowedOutput, OutputFile, PublishOutput } from './output-file';
import type { ServiceControl, StepContext } from './step-context';

/** What fills the phases of a test case's life; the life itself only decides when, for how long, and what follows. */
export interface CaseActions {
  /** @throws ConfigError */
  resolveService(draft: ServiceDraft, scope: ExpressionScope): ServiceSpec;
  /** The ports alone: they are known before any service is resolved. @throws ConfigError */
  resolvePorts(draft: ServiceDraft, scope: ExpressionScope): ServiceSpec['ports'];
  /** @throws ConfigError */
  resolveEnv(env: { readonly [name: string]: string | null }, scope: ExpressionScope, source: SourceRef): { readonly [name: string]: string | null };
  /** @throws ConfigError */
  resolveString(text: string, scope: ExpressionScope, source: SourceRef): string;
  runSteps(drafts: readonly Draft[], context: StepContext): Promise<unknown>;
  evaluateAssertions(drafts: readonly Draft[], context: StepContext): Promise<unknown>;
  /** Rejects when the service is not ready in time, or dead. */
  waitUntilReady(ready: ReadySpec, service: ServiceControl, context: StepContext): Promise<unknown>;
  followOutput(files: readonly OutputFile[], publish: PublishOutput): FollowedOutput;
}
