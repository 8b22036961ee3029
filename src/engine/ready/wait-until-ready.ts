import path from 'node:path';
import type { ReadySpec } from '../../config';
import type { ExitStatus } from '../../supervisor';
import { endText } from '../exit-of';
import { DEFAULT_LIMITS, LimitExceeded, OVER, withLimit } from '../limits';
import type { RegexMatcher } from '../matchers';
import type { ServiceControl, StepContext, Workplace } from '../step-context';
import type { Condition } from './condition';
import { endpointOf, urlOf } from './endpoint';
import { execCondition } from './exec-condition';
import { fileCondition } from './file-condition';
import { httpCondition } from './http-condition';
import { listeningCondition } from './listening-condition';
import { LogCondition } from './log-condition';
import { pluginCondition } from './plugin-condition';
import { tcpCondition } from './tcp-condition';

/** Whether it asks for anything besides being alive. */
export const hasConditions = ({ timeoutMs: _timeoutMs, intervalMs: _intervalMs, ...conditions }: ReadySpec): boolean => Object.keys(conditions).length > 0;

/** Says what was still missing when the time was over. */
export class NotReadyInTime extends LimitExceeded {
  constructor(what: string, ms: number, missing: readonly string[]) {
    super(what, ms);
    this.message = `${this.message}: ${missing.join('; ')}`;
  }
}

interface Where {
  /** What a log has before it does not count; default: what it had when the service was started. */
  readonly logStart?: ServiceControl['logStart'];
  /** Where commands run and files are looked for; default: where the service does. */
  readonly workplace?: Workplace;
  /** It may have ended, and be about to be restarted, since it was ready: that is waited for first. */
  readonly again?: true;
}

/**
 * Resolves when everything that was asked for holds; a service that has ended is not waited for.
 * @throws NotReadyInTime; Error when the service has ended or a condition can never hold; or the reason of the context's signal.
 */
export async function waitUntilReady(ready: ReadySpec, service: ServiceControl | undefined, ctx: StepContext, regex: RegexMatcher, where: Where = {}): Promise<void> {
  let conditions: readonly Condition[] | undefined;
  const unmet = new Set<Condition>();
  const ms = ready.timeoutMs ?? DEFAULT_LIMITS.readyMs;
  const what = service === undefined ? 'Waiting' : `Waiting for ${service.name}`;
  const over = new AbortController();
  try {
    await withLimit({ what, ms, clock: ctx.clock, signal: ctx.signal }, async (signal) => {
      signal.addEventListener('abort', () => over.abort(signal.reason), { once: true });
      if (where.again === true) await service?.steady();
      signal.throwIfAborted();
      conditions = conditionsOf(ready, service, ctx, regex, where);
      if (conditions.length === 0) {
        if (service !== undefined && !service.running) throw endedBefore(service, service.lastExit ?? await service.ended);
        return;
      }
      for (const condition of conditions) unmet.add(condition);
      const allHold = Promise.all(conditions.map(async (condition) => {
        await condition.hold(over.signal);
        unmet.delete(condition);
      }));
      await (service === undefined ? allHold : Promise.race([allHold, died(service, where.again === true ? service.ended : service.exited, unmet)]));
    });
  } catch (error) {
    if (!(error instanceof LimitExceeded)) throw error;
    const missing = conditions === undefined ? ['it is being restarted'] : await Promise.all([...unmet].map((condition) => condition.missing()));
    throw new NotReadyInTime(what, ms, missing);
  } finally {
    over.abort(OVER);
    await Promise.all((conditions ?? []).map((condition) => condition.close?.()));
  }
}

function conditionsOf(
  ready: ReadySpec, service: ServiceControl | undefined, ctx: StepContext, regex: RegexMatcher, { logStart, workplace = service?.workplace ?? { cwd: ctx.fileDir, env: ctx.env } }: Where,
): readonly Condition[] {
  const { log, tcp, http, exec, file, listening, delayMs, intervalMs, plugins = {} } = ready;
  const { clock } = ctx;
  if (log !== undefined && service === undefined) throw new Error('A log belongs to a service: say which one');
  return [
    ...(log === undefined || service === undefined ? [] : [new LogCondition(log, service, regex, clock, logStart)]),
    ...(tcp === undefined ? [] : [tcpCondition(endpointOf(tcp, service, ctx), intervalMs, clock)]),
    ...(http === undefined ? [] : [httpCondition({ ...http, url: urlOf(http.url, service) }, intervalMs, clock, regex)]),
    ...(listening === undefined ? [] : [listeningCondition(endpointOf(listening, service, ctx).port, intervalMs, clock)]),
    ...(exec === undefined ? [] : [execCondition(exec, service?.name ?? 'wait_for', workplace, intervalMs, ctx)]),
    ...(file === undefined ? [] : [fileCondition(path.resolve(workplace.cwd, file), intervalMs, clock)]),
    ...(delayMs === undefined ? [] : [{ hold: (signal: AbortSignal) => clock.sleep(delayMs, signal), missing: async () => `the delay of ${delayMs} ms is not over` }]),
    ...Object.entries(plugins).map(([kind, config]) => pluginCondition(kind, config, service, intervalMs, ctx)),
  ];
}

/** Rejects once the service has ended, unless all that was missing was in the last words it printed. */
async function died(service: ServiceControl, end: Promise<ExitStatus>, unmet: ReadonlySet<Condition>): Promise<void> {
  const status = service.running ? await end : service.lastExit ?? await end;
  for (const condition of unmet) await condition.lookOnceMore?.();
  await new Promise(setImmediate);
  if (unmet.size > 0) throw endedBefore(service, status);
}

const endedBefore = ({ name }: ServiceControl, status: ExitStatus): Error => new Error(`${name} ended before it was ready: ${endText(status)}`);
