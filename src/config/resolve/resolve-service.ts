import * as z from 'zod';
import type { Draft, ServiceDraft } from '../experiment';
import { parseTemplate } from '../expressions/template';
import { NO_EXTENSIONS, type ConfigExtensions } from '../extensions';
import { extensionSchemas } from '../schema/extension-schemas';
import { valueAt } from '../schema/validate';
import type { ready as readySchema, probeHttp } from '../schema/ready';
import { service as serviceSchema } from '../schema/service';
import type { ExpressionScope, ReadySpec, ServiceSpec } from '../specs';
import { replaceExpressions, validated } from './resolve-draft';

const INTERVAL_MS = 200;
const GRACE_MS = 5000;
const MOST_RESTARTS = 3;
const BACKOFF_MS = 1000;

const httpOf = (given: z.output<typeof probeHttp>): NonNullable<ReadySpec['http']> => (typeof given === 'string' ? { url: given } : given);

/** What is not given is left out; the limits' defaults are the engine's. */
export const readyOf = (
  { log, tcp, http, exec, file, listening, delay, timeout, interval }: z.output<typeof readySchema>, plugins?: ReadySpec['plugins'],
): ReadySpec => ({
  ...(log === undefined ? {} : { log }),
  ...(tcp === undefined ? {} : { tcp }),
  ...(http === undefined ? {} : { http: httpOf(http) }),
  ...(exec === undefined ? {} : { exec }),
  ...(file === undefined ? {} : { file }),
  ...(listening === undefined ? {} : { listening }),
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

type Parsed = z.output<typeof serviceSchema>;

const expectExit = (given: NonNullable<Parsed['expect_exit']>): NonNullable<ServiceSpec['expectExit']> =>
  (typeof given === 'object' && 'code' in given ? { code: given.code, ...(given.by === 'end' ? { byEnd: true as const } : {}) } : { code: given });

const restartPolicy = (given: Parsed['restart']): ServiceSpec['restart'] => {
  const { on_failure: wanted, max = MOST_RESTARTS, backoff = BACKOFF_MS } = typeof given === 'object' ? given : { on_failure: given === 'on_failure' };
  return wanted ? { max, backoffMs: backoff } : undefined;
};

const namesPid = (text: string, service: string): boolean =>
  parseTemplate(text).parts.some((part) => typeof part !== 'string' && part.path[0] === 'services' && part.path[1] === service && part.path[2] === 'pid' && part.fallback === undefined);

/**
 * What happens before the service is there and after: until it has a pid, what of its readiness and its stop names that is
 * left as written. @throws ConfigError with the exact places of what does not hold
 */
export const resolveService = (draft: ServiceDraft, scope: ExpressionScope, extensions: ConfigExtensions = NO_EXTENSIONS): ServiceSpec => {
  let awaitsPid = false;
  const value = replaceExpressions(draft, scope, (text, [key]) => {
    const awaits = (key === 'ready' || key === 'stop') && scope.services?.[draft.name]?.pid === undefined && namesPid(text, draft.name);
    awaitsPid ||= awaits;
    return awaits;
  });
  const { rest, probes } = takeProbes(valueAt(value, ['ready']), draft, 'ready', extensions);
  const { command, shell, cwd, env, ports, files, ready, stop, expect_exit, restart, timeout, tty } =
    validated(serviceSchema, probes === undefined ? value : { ...value as object, ready: rest }, draft);
  const policy = restartPolicy(restart);
  return {
    name: draft.name,
    command: shell && typeof command === 'string' ? [...shell, command] : command,
    ...(cwd === undefined ? {} : { cwd }),
    env: env ?? {},
    ports: ports ?? {},
    ready: readyOf(ready ?? {}, probes),
    stop: { ...(stop?.command === undefined ? {} : { command: stop.command }), signal: stop?.signal ?? 'SIGTERM', graceMs: stop?.grace ?? GRACE_MS },
    ...(expect_exit === undefined ? {} : { expectExit: expectExit(expect_exit) }),
    ...(files === undefined ? {} : { files }),
    ...(policy === undefined ? {} : { restart: policy }),
    ...(timeout === undefined ? {} : { timeoutMs: timeout }),
    ...(tty === true ? { tty } : {}),
    ...(awaitsPid ? { awaitsPid } : {}),
  };
};

/** The ports alone: everything else may name the ports of any service, which are not there yet. @throws ConfigError */
export const resolvePorts = (draft: ServiceDraft, scope: ExpressionScope): ServiceSpec['ports'] => {
  const ports = valueAt(draft.value, ['ports']);
  return resolveService({
    name: draft.name, dependsOn: [], source: draft.source, sourceOf: (path) => draft.sourceOf(path),
    value: { command: [draft.name], ...(ports === undefined ? {} : { ports }) },
  }, scope).ports;
};
