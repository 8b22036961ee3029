import type * as z from 'zod';
import type { ServiceDraft } from '../experiment';
import type { ready as readySchema, probeHttp } from '../schema/ready';
import { service as serviceSchema } from '../schema/service';
import type { ExpressionScope, NumberMatcher, ReadySpec, ServiceSpec } from '../specs';
import { replaceExpressions, validated } from './resolve-draft';

const INTERVAL_MS = 200;
const GRACE_MS = 5000;

const httpOf = (given: z.output<typeof probeHttp>): NonNullable<ReadySpec['http']> => (typeof given === 'string' ? { url: given } : given);

/** What is not given is left out; the limits' defaults are the engine's. */
export const readyOf = ({ log, tcp, http, delay, timeout, interval }: z.output<typeof readySchema>): ReadySpec => ({
  ...(log === undefined ? {} : { log }),
  ...(tcp === undefined ? {} : { tcp }),
  ...(http === undefined ? {} : { http: httpOf(http) }),
  ...(delay === undefined ? {} : { delayMs: delay }),
  ...(timeout === undefined ? {} : { timeoutMs: timeout }),
  intervalMs: interval ?? INTERVAL_MS,
});

const exitCode = (given: NonNullable<z.output<typeof serviceSchema>['expect_exit']>): NumberMatcher =>
  (typeof given === 'object' && 'code' in given ? given.code : given);

/** @throws ConfigError with the exact places of what does not hold */
export const resolveService = (draft: ServiceDraft, scope: ExpressionScope): ServiceSpec => {
  const { command, shell, cwd, env, ports, ready, stop, expect_exit, timeout } = validated(serviceSchema, replaceExpressions(draft, scope), draft);
  return {
    name: draft.name,
    command: shell && typeof command === 'string' ? [...shell, command] : command,
    ...(cwd === undefined ? {} : { cwd }),
    env: env ?? {},
    ports: ports ?? {},
    ready: readyOf(ready ?? {}),
    stop: { signal: stop?.signal ?? 'SIGTERM', graceMs: stop?.grace ?? GRACE_MS },
    ...(expect_exit === undefined ? {} : { expectExit: { code: exitCode(expect_exit) } }),
    ...(timeout === undefined ? {} : { timeoutMs: timeout }),
  };
};
