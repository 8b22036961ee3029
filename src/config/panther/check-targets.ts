import { closest } from '../distance';
import type { ProblemList } from '../read/problem-list';
import { child, type Tree } from '../yaml/tree';
import { insertion, replacing } from '../fixes';
import { isInterpolated, protocolPart, textAt, type PantherService } from './parts';
import { rings } from './rings';

/** So many names are named, and looked through for the one that was meant. */
const FEW = 50;

const textOf = (tree: Tree | undefined): string | undefined => (tree?.kind === 'scalar' && tree.value !== null ? tree.text : undefined);
const roleOf = (service: Tree | undefined): string | undefined => textOf(protocolPart(service, 'role'))?.toLowerCase();

const unknownTarget = (target: Tree, given: string, names: readonly string[], list: ProblemList): void => {
  const meant = names.length > FEW ? undefined : closest(given, names);
  const known = names.length > FEW ? '' : `: it has ${names.join(', ')}`;
  list.at(target, 'unknown-service', `The target "${given}" is no service of this test${known}.${meant === undefined ? '' : ` Did you mean "${meant}"?`}`, {
    found: given, expected: 'the name of a service of this test', ...(meant === undefined ? {} : { fixes: [replacing(list.file, target, meant)] }),
  });
};

const withoutTarget = ({ name, tree }: PantherService, servers: readonly string[], list: ProblemList): void => {
  const protocol = child(tree, 'protocol');
  const [server, another] = servers;
  const edit = server !== undefined && another === undefined && protocol?.kind === 'map' ? insertion(list.file, protocol, 'target', server) : undefined;
  list.atHead(protocol ?? tree, 'client-without-target', `The client "${name}" has no target`, {
    expected: 'target: the name of a service', ...(edit ? { fixes: [{ title: `Add "target: ${String(server)}"`, edits: [edit] }] } : {}),
  });
};

const checkName = ({ name, tree }: PantherService, list: ProblemList): void => {
  const own = child(tree, 'name');
  const called = textAt(tree, 'name');
  if (own && called !== undefined && called !== name) {
    list.at(own, 'name-differs', `The service is known as "${name}", not as "${called}"`, { severity: 'warning', found: called, expected: name, fixes: [replacing(list.file, own, name)] });
  }
};

const checkRings = (services: readonly PantherService[], list: ProblemList): void => {
  const byName = new Map(services.map(({ name, tree }) => [name, tree]));
  const placeOf = (name: string): Tree | undefined => protocolPart(byName.get(name), 'target');
  for (const ring of rings([...byName.keys()], (name) => textOf(placeOf(name)))) {
    const [first = ''] = ring;
    const place = placeOf(first);
    if (!place) continue;
    // A server may have a target, too: that the two talk to each other is what such tests do.
    const pair = ring.length === 2 && ring.some((name) => roleOf(byName.get(name)) === 'server');
    const shown = ring.length > FEW ? `${ring.slice(0, FEW).join(' → ')} → …` : [...ring, first].join(' → ');
    list.at(place, 'target-cycle', ring.length === 1 ? `The service "${first}" is its own target` : `The targets form a cycle: ${shown}`, { severity: pair ? 'information' : 'warning', found: textOf(place) ?? '' });
  }
};

/** Whom the services talk to, and what they are called. */
export const checkTargets = (services: readonly PantherService[], list: ProblemList): void => {
  const names = services.map(({ name }) => name);
  const known = new Set(names);
  const servers = services.filter(({ tree }) => roleOf(tree) === 'server').map(({ name }) => name);
  for (const service of services) {
    const { tree } = service;
    const target = protocolPart(tree, 'target');
    const given = textOf(target);
    if (target && given !== undefined) {
      if (!isInterpolated(target) && !known.has(given)) unknownTarget(target, given, names, list);
    } else if (roleOf(tree) === 'client') withoutTarget(service, servers, list);
    checkName(service, list);
  }
  checkRings(services, list);
};
