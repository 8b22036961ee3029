import type { Draft, ReadySpec, WaitForStep } from '../../config';
import { DEFAULT_LIMITS, OVER, formatMs, withLimit } from '../limits';
import type { RegexMatcher } from '../matchers';
import { hasConditions, waitUntilReady } from '../ready';
import { StepError, type ServiceControl, type StepContext } from '../step-context';
import type { LogMarks } from './log-marks';
import { placeOf } from './place-of';
import type { StepRecord } from './step-record';

/** Waits for a service's end, or until everything asked for holds; a service alone means its own readiness. */
export function waitFor(step: WaitForStep, draft: Draft, { title }: StepRecord, ctx: StepContext, regex: RegexMatcher, marks: LogMarks): Promise<void> {
  const { ready, timeoutMs, since } = step;
  const broke = (path: string, kind: 'step' | 'timeout', message: string) =>
    new StepError({ phase: 'steps', kind, message: `${title}: ${message}`, source: draft.sourceOf(`wait_for.${path}`) });
  const find = (key: 'service' | 'exited', name: string): ServiceControl => {
    const service = ctx.service(name);
    if (service === undefined) throw broke(key, 'step', `there is no service "${name}"`);
    return service;
  };
  const wait = async (ctx: StepContext): Promise<void> => {
    if (step.exited !== undefined) await untilEnded(find('exited', step.exited), ready, ctx, (message) => broke('exited', 'timeout', message));
    const named = step.service === undefined ? undefined : find('service', step.service);
    const wanted = wantedOf(step, named);
    const service = named ?? (step.in === undefined || step.ready.log === undefined ? undefined : ctx.service(step.in));
    const from = since === undefined || service === undefined ? undefined : marks.of(since, service.name);
    const place = step.in === undefined ? undefined : placeOf(step.in, draft, ctx);
    if (wanted !== undefined) await waitUntilReady(wanted, service, ctx, regex, { again: true, ...(from === undefined ? {} : { logStart: from }), ...(place === undefined ? {} : { workplace: place }) });
  };
  return timeoutMs === undefined ? wait(ctx) : withLimit({ what: title, ms: timeoutMs, clock: ctx.clock, signal: ctx.signal }, (signal) => wait({ ...ctx, signal }));
}

function wantedOf({ ready, exited }: WaitForStep, service: ServiceControl | undefined): ReadySpec | undefined {
  if (hasConditions(ready)) return ready;
  if (exited !== undefined && service === undefined) return undefined;
  return { ...service?.ready, ...ready };
}

async function untilEnded(service: ServiceControl, { timeoutMs = DEFAULT_LIMITS.readyMs }: ReadySpec, ctx: StepContext, tooLate: (message: string) => Error): Promise<void> {
  const over = new AbortController();
  const late = ctx.clock.sleep(timeoutMs, over.signal).then(() => {
    throw tooLate(`${service.name} has not ended within ${formatMs(timeoutMs)}`);
  });
  const stop = () => over.abort(ctx.signal.reason);
  ctx.signal.addEventListener('abort', stop, { once: true });
  try {
    await Promise.race([endedForGood(service), late]);
  } finally {
    ctx.signal.removeEventListener('abort', stop);
    late.catch(() => undefined);
    over.abort(OVER);
  }
}

async function endedForGood(service: ServiceControl): Promise<void> {
  await service.steady();
  if (service.running) await service.ended;
}
