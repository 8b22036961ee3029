import type { ServiceDraft } from '../experiment';
import { hasExpression } from '../expressions/template';
import { portNames } from '../port-names';
import { inARow, MOST_IN_A_ROW, nameOfEntry } from '../schema/ports';
import { dependsOn as dependsOnSchema, service as serviceSchema } from '../schema/service';
import { check } from '../schema/validate';
import { child, plain, type Tree } from '../yaml/tree';
import { inserting, replacing } from '../fixes';
import { checkPantherKeys } from './panther-keys';
import type { ProblemList } from './problem-list';
import type { ReadExtensions } from './read-extensions';
import { noService } from './service-names';

export const SERVICE_TEXTUAL: ReadonlySet<string> = new Set(['command', 'env', 'shell', 'cwd', 'files', 'ready.exec', 'stop.command', 'name']);

export type Dependencies = ServiceDraft['dependsOn'];

/** Of a literal value; undefined when it does not hold (yet). */
export const dependencies = (value: unknown): Dependencies | undefined => {
  if (value === undefined) return [];
  const { data } = check(dependsOnSchema, value);
  if (data === undefined) return undefined;
  if (typeof data === 'string') return [{ service: data, condition: 'ready' }];
  if (Array.isArray(data)) return data.map((service) => ({ service, condition: 'ready' as const }));
  return Object.entries(data).map(([service, condition]) => ({ service, condition }));
};

/** The names of a service's ports, where they can be known. */
export const portsOf = (tree: Tree): readonly string[] | undefined => {
  const ports = child(tree, 'ports');
  if (!ports) return [];
  if (ports.kind === 'list') {
    const names = ports.items.map((item) => (item.kind === 'scalar' ? nameOfEntry(item.text) : undefined));
    return names.every((name) => name !== undefined) ? names : undefined;
  }
  if (ports.kind === 'scalar') return undefined;
  return [...ports.entries].flatMap(([name, port]) => portNames(name, countOf(port)));
};

/** What an expression gives may be as many ports in a row as there can be. */
const countOf = (port: Tree): number =>
  (port.kind !== 'scalar' ? 1 : hasExpression(port.value) ? MOST_IN_A_ROW : inARow(port.text) ?? 1);

/** A port's name, `service.port`, a number or `host:port`. */
export const checkTcp = (tree: Tree | undefined, own: readonly string[] | undefined, services: ReadonlyMap<string, readonly string[] | undefined>, list: ProblemList): void => {
  if (tree?.kind !== 'scalar' || typeof tree.value !== 'string' || hasExpression(tree.value)) return;
  const { value } = tree;
  if (/^\d+$/.test(value) || /^[^\s]+:\d+$/.test(value)) return;
  const [service = '', port] = value.split('.');
  const all = [...services].flatMap(([name, ports]) => (ports ?? []).map((one) => `${name}.${one}`));
  if (port === undefined && own) {
    if (!own.includes(value)) list.unknown(tree, 'unknown-port', `There is no port "${value}" here: expected a port's name, a number or host:port.`, own);
  } else if (port !== undefined && services.get(service) !== undefined && services.get(service)?.includes(port) !== true || port !== undefined && !services.has(service)) {
    list.unknown(tree, 'unknown-port', `There is no port "${value}" in this test.`, all);
  } else if (port === undefined && !own) {
    list.unknown(tree, 'unknown-port', `"${value}" names no port: expected service.port, a number or host:port.`, all);
  }
};

/** Checks one service, defaults already merged in. */
export const checkService = (name: string, given: Tree, services: ReadonlyMap<string, readonly string[] | undefined>, list: ProblemList, extensions: ReadExtensions): void => {
  if (given.kind !== 'map') {
    list.at(given, 'wrong-value', `The service "${name}" must be a map with a command`, { expected: 'a map' });
    return;
  }
  const ready = extensions.withoutProbes(child(given, 'ready'), list);
  const tree = ready ? { ...given, entries: new Map([...given.entries, ['ready', ready]]) } : given;
  list.unknownKeys([serviceSchema], tree);
  list.checkPart(serviceSchema, plain(tree, SERVICE_TEXTUAL), tree, `service "${name}"`);
  checkPantherKeys(name, tree, [...services.keys()], list);
  for (const probe of ['tcp', 'listening']) checkTcp(child(child(tree, 'ready'), probe), portsOf(tree), services, list);
  const wanted = child(tree, 'depends_on');
  const found = wanted && dependencies(plain(wanted));
  if (!wanted || !found) return;
  found.forEach(({ service }, index) => {
    if (services.has(service) || hasExpression(service)) return;
    const place = wanted.kind === 'list' ? child(wanted, index) : wanted.kind === 'map' ? child(wanted, service) : wanted;
    if (wanted.kind === 'map') list.unknownAtHead(place ?? wanted, 'unknown-service', noService(service), service, [...services.keys()]);
    else list.unknown(place ?? wanted, 'unknown-service', noService(service), [...services.keys()]);
  });
};

/** A service that ends without being meant to breaks the test, so nobody can wait for its end. */
export const checkDependencyEnds = (services: readonly { readonly name: string; readonly tree: Tree; readonly dependsOn: Dependencies }[], list: ProblemList): void => {
  const byName = new Map(services.map((service) => [service.name, service]));
  for (const { tree, dependsOn } of services) {
    for (const { service, condition } of dependsOn) {
      const other = byName.get(service);
      if (condition !== 'ended' || other?.tree.kind !== 'map' || child(other.tree, 'expect_exit')) continue;
      const place = child(child(tree, 'depends_on'), service) ?? tree;
      list.at(place, 'endless-dependency', `"${service}" is not meant to end: give it "expect_exit", or wait for it to be ready`, {
        found: 'ended', expected: 'ready', fixes: [...inserting(list.file, other.tree, 'expect_exit', '0', `Let "${service}" end by itself: expect_exit: 0`).fixes ?? [], replacing(list.file, place, 'ready')],
      });
    }
  }
};

/** Names that only their case tells apart share their logs on some systems. */
export const checkServiceNames = (services: readonly { readonly name: string; readonly tree: Tree }[], list: ProblemList): void => {
  const seen = new Map<string, string>();
  for (const { name, tree } of services) {
    const other = seen.get(name.toLowerCase());
    if (other === undefined) seen.set(name.toLowerCase(), name);
    else list.atHead(tree, 'case-clash', `"${name}" and "${other}" differ by case only: on macOS and Windows their logs are one file`, { severity: 'warning', found: name });
  }
};
