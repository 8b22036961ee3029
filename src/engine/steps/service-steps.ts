import type { Draft, PauseStep, SignalStep, StartStep, StopStep } from '../../config';
import { DEFAULT_LIMITS, withLimit } from '../limits';
import { StepError, type ServiceControl, type StepContext } from '../step-context';
import type { StepRecord } from './step-record';

type ServiceStep = SignalStep | StopStep | StartStep | PauseStep;

export const signalService = (step: SignalStep, draft: Draft, record: StepRecord, ctx: StepContext): Promise<void> =>
  within(step, record, ctx, () => serviceOf(step, draft, ctx, 'running').signal(step.signal, { group: step.group }));

/** The whole group stops where it stands, or goes on. */
export const pauseService = (step: PauseStep, draft: Draft, record: StepRecord, ctx: StepContext): Promise<void> =>
  within(step, record, ctx, () => serviceOf(step, draft, ctx, 'running').signal(step.kind === 'pause' ? 'SIGSTOP' : 'SIGCONT', { group: true }));

/** What has ended already needs no stop. */
export const stopService = (step: StopStep, draft: Draft, record: StepRecord, ctx: StepContext): Promise<void> =>
  within(step, record, ctx, async () => {
    await serviceOf(step, draft, ctx).stop(`step "${record.title}"`);
  });

/** Resolves once the service is ready again. */
export const startService = (step: StartStep, draft: Draft, record: StepRecord, ctx: StepContext): Promise<void> =>
  within(step, record, ctx, async () => {
    await serviceOf(step, draft, ctx).lookOnceMore();
    await serviceOf(step, draft, ctx, 'ended').start();
  });

const within = (step: ServiceStep, { title }: StepRecord, { clock, signal }: StepContext, work: () => Promise<void>): Promise<void> =>
  withLimit({ what: title, ms: step.timeoutMs ?? DEFAULT_LIMITS.stepMs, clock, signal }, async () => work());

function serviceOf({ kind, service: name }: ServiceStep, draft: Draft, ctx: StepContext, wanted?: 'running' | 'ended'): ServiceControl {
  const broke = (message: string) => new StepError({ phase: 'steps', kind: 'step', message, source: draft.sourceOf(kind) });
  const service = ctx.service(name);
  if (service === undefined) throw broke(`there is no service "${name}"`);
  if (wanted !== undefined && service.running !== (wanted === 'running')) throw broke(`the service "${name}" is ${service.running ? 'running already' : 'not running'}`);
  return service;
}
