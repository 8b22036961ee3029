import { closest } from '../distance';
import type { ProblemList } from '../read/problem-list';
import { describe } from '../schema/validate';
import { child, plain, type Tree } from '../yaml/tree';
import { replacing } from '../fixes';
import { isInterpolated, servicesOf, type PantherService } from './parts';
import { pantherService } from './schema';

const TYPES = ['iut', 'testers'];
/** Where older files have what belongs into a map of the service. */
const MOVED: { readonly [key: string]: string } = { type: 'implementation.type', test: 'implementation.test', version: 'protocol.version', role: 'protocol.role', target: 'protocol.target' };

const checkKeys = (service: Tree & { readonly kind: 'map' }, list: ProblemList): void => {
  const others = new Map([...service.entries].filter(([key]) => !Object.hasOwn(MOVED, key)));
  list.unknownKeys([pantherService], { ...service, entries: others }, 'information');
  for (const [key, tree] of service.entries) {
    const place = Object.hasOwn(MOVED, key) ? MOVED[key] : undefined;
    if (place !== undefined) list.atHead(tree, 'unknown-key', `"${key}" is not known here. Did you mean "${place}"?`, { severity: 'information', found: key, expected: place });
  }
};

/** Whether it is a tester, or may be one. */
const checkType = (service: Tree, list: ProblemList): boolean => {
  const own = child(child(service, 'implementation'), 'type');
  const type = own ?? child(service, 'type');
  if (type?.kind !== 'scalar' || type.value === null) return false;
  const word = type.text.toLowerCase();
  if (isInterpolated(type) || word === 'testers' || word === 'tester' && !own) return true;
  if (!own || word === 'iut') return false;
  const meant = closest(word, TYPES);
  list.at(own, 'wrong-value', `The type of an implementation must be iut or testers; found "${type.text}".${meant === undefined ? '' : ` Did you mean "${meant}"?`}`, {
    severity: 'warning', found: type.text, expected: TYPES.join(', '), ...(meant === undefined ? {} : { fixes: [replacing(list.file, own, meant)] }),
  });
  return meant === 'testers';
};

const checkService = ({ name, tree }: PantherService, list: ProblemList): boolean => {
  if (tree.kind !== 'map') {
    list.at(tree, 'wrong-value', `The service "${name}" must be a map with an implementation; found ${describe(plain(tree))}`, { found: describe(plain(tree)), expected: 'a map' });
    return false;
  }
  checkKeys(tree, list);
  if (!child(tree, 'implementation')) list.atHead(tree, 'missing-key', `The service "${name}" has no implementation`, { expected: 'implementation' });
  return checkType(tree, list);
};

/** The services of a test, whatever their form. */
export const checkServices = (test: Tree, list: ProblemList): readonly PantherService[] => {
  const tree = child(test, 'services');
  if (!tree) {
    list.atHead(test, 'missing-key', '"services" is missing: a PANTHER test needs at least one', { expected: 'a map of services' });
    return [];
  }
  const services = servicesOf(test);
  if (tree.kind !== 'map') list.at(tree, 'wrong-value', `"services" must be a map of names and services; found ${describe(plain(tree))}`, { found: describe(plain(tree)), expected: 'a map' });
  else if (services.length === 0) list.at(tree, 'wrong-value', '"services" is empty: a PANTHER test needs at least one', { found: 'an empty map', expected: 'a map of services' });
  const testers = services.filter((service) => checkService(service, list)).length;
  if (testers === 0 && services.length > 0) {
    list.atHead(tree, 'no-tester', 'No service is of type testers: PANTHER cannot confirm that such a test passed', { severity: 'warning', expected: 'implementation: { type: testers }' });
  }
  return services;
};
