import * as z from 'zod';
import type { Draft, ServiceDraft } from '../experiment';
import { NO_EXTENSIONS, type ConfigExtensions } from '../extensions';
import { extensionSchemas } from '../schema/extension-schemas';
import { valueAt } from '../schema/validate';
import type { ready as readySchema, probeHttp } from '../schema/ready';
import { service as serviceSchema } from '../schema/service';
import type { ExpressionScope, NumberMatcher, ReadySpec, ServiceSpec } from '../specs';
import { replaceExpressions, validated } from './resolve-draft';

const INTERVAL_MS = 200;
const GRACE_MS = 5000;

const httpOf = (given: z.output<typeof probeHttp>): NonNullable<ReadySpec['http']> => (typeof given === 'string' ? { url: given } : given);

/** What is not given is left out; the limits' defaults are the engine's. */
export const readyOf = ({ log, tcp, http, delay, timeout, interval }: z.output<typeof readySchema>, plugins?: ReadySpec['plugins']): ReadySpec => ({
  ...(log === undefined ? {} : { log }),
  ...(tcp === undefined ? {} : { tcp }),
  ...(http === undefined ? {} : { http: httpOf(http) }),
  ...(delay === undefined ? {} : { delayMs: delay }),
  ...(timeout === undefined ? {} : { timeoutMs: timeout }),
  intervalMs: interval ?? INTERVAL_MS,
  ...(plugins === undefined ? {} : { plugins }),
});

/** Takes the probes of plug-ins out of what is to hold. @throws ConfigError */
export const takeProbes = (given: unknown, draft: Draft, under: string, extensions: ConfigExtensions): { readonly rest: unknown; readonly probes?: NonNullable<ReadySpec['plugins']> } => {
  if (typeof given !== 'object' || given === null) return { rest: given };
  const { probes: schemas } = extensionSchemas(extensions);
  const own = Object.entries(given).filter(([kind]) => schemas.has(kind));
  if (own.length === 0) return { rest: given };
  return {
    rest: Object.fromEntries(Object.entries(given).filter(([kind]) => !schemas.has(kind))),
    probes: Object.fromEntries(own.map(([kind, value]) => [kind, validated(schemas.get(kind) ?? z.unknown(), value, draft, `${under}.${kind}`)])),
  };
};

const exitCode = (given: NonNullable<z.output<typeof serviceSchema>['expect_exit']>): NumberMatcher =>
  (typeof given === 'object' && 'code' in given ? given.code : given);

/** @throws ConfigError with the exact places of what does not hold */
export const resolveService = (draft: ServiceDraft, scope: ExpressionScope, extensions: ConfigExtensions = NO_EXTENSIONS): ServiceSpec => {
  const value = replaceExpressions(draft, scope);
  const { rest, probes } = takeProbes(valueAt(value, ['ready']), draft, 'ready', extensions);
  const { command, shell, cwd, env, ports, ready, stop, expect_exit, timeout } = validated(serviceSchema, probes === undefined ? value : { ...value as object, ready: rest }, draft);
  return {
    name: draft.name,
    command: shell && typeof command === 'string' ? [...shell, command] : command,
    ...(cwd === undefined ? {} : { cwd }),
    env: env ?? {},
    ports: ports ?? {},
    ready: readyOf(ready ?? {}, probes),
    stop: { signal: stop?.signal ?? 'SIGTERM', graceMs: stop?.grace ?? GRACE_MS },
    ...(expect_exit === undefined ? {} : { expectExit: { code: exitCode(expect_exit) } }),
    ...(timeout === undefined ? {} : { timeoutMs: timeout }),
  };
};
