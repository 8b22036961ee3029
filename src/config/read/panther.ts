import { closed } from '../schema/closed';
import * as z from 'zod';
import { describe } from '../schema/validate';
import { child, plain, type MapTree, type Tree } from '../yaml/tree';
import { combinationId } from './case-names';
import type { ProblemList } from './problem-list';
import type { RangeTable } from './range-table';
import type { TestResult } from './read-test';

const OURS = ['variables', 'defaults', 'parallel', 'fail_fast', 'schema', 'secrets', 'order', 'warmup', 'plugins'];
const THEIRS = ['logging', 'docker', 'observers', 'progress', 'fast_fail', 'metrics', 'metadata', 'global', 'test_suite', 'version'];

const servicesOf = (test: Tree): readonly Tree[] => {
  const services = child(test, 'services');
  if (services?.kind === 'map') return [...services.entries.values()];
  return services?.kind === 'list' ? services.items : [];
};

/** Services name implementations of PANTHER and give no command or image of their own. */
export const isPanther = (tree: MapTree): boolean => {
  const tests = child(tree, 'tests');
  const items = tests?.kind === 'list' ? tests.items : [];
  const services = items.flatMap(servicesOf);
  if (services.some((service) => child(service, 'command') ?? child(service, 'image')) || items.some((test) => child(test, 'steps')?.kind === 'list')) return false;
  if (services.some((service) => child(service, 'implementation'))) return true;
  return THEIRS.some((key) => tree.entries.has(key)) && !OURS.some((key) => tree.entries.has(key));
};

/** Old files have their tests below `test_suite`. */
export const misplacedTests = (tree: Tree, list: ProblemList): Tree | undefined => {
  const tests = child(child(tree, 'test_suite'), 'tests');
  if (tests) list.atHead(tests, 'misplaced-tests', '"tests" must stand at the top level, not below "test_suite"', { found: 'test_suite.tests', expected: 'tests' });
  return tests;
};

const anything = z.unknown();
const testShape = closed({
  name: anything, description: anything, network_environment: anything, execution_environment: anything, services: anything, steps: anything, iterations: anything, timeout: anything,
  fast_fail_enabled: anything, continue_on_failure: anything, collect_artifacts: anything, assertions: anything, debug_environment: anything,
  generate_new_certificates: anything, plugin_config: anything, tags: anything, skip: anything,
});
const serviceShape = closed({
  name: anything, implementation: anything, protocol: anything, timeout: anything, ports: anything, volumes: anything, environment: anything, generate_new_certificates: anything,
  depends_on: anything, restart_policy: anything, command_override: anything, plugin_config: anything, docker: anything,
});

const asInformation = (list: ProblemList, from: number): void => {
  for (let index = from; index < list.problems.length; index++) {
    const problem = list.problems[index];
    if (problem?.code === 'unknown-key') list.problems[index] = { ...problem, severity: 'information' };
  }
};

const textAt = (tree: Tree | undefined, key: string): string | undefined => {
  const found = child(tree, key);
  return found?.kind === 'scalar' && found.value !== null ? found.text : undefined;
};

const checkTargets = (services: MapTree, list: ProblemList): void => {
  const names = [...services.entries.keys()];
  for (const [name, service] of services.entries) {
    const protocol = child(service, 'protocol');
    const target = child(protocol, 'target');
    const given = textAt(protocol, 'target');
    if (target && given !== undefined && !names.includes(given)) list.at(target, 'unknown-service', `The target "${given}" is no service of this test: it has ${names.join(', ')}`, { found: given });
    else if (protocol && given === undefined && textAt(protocol, 'role')?.toLowerCase() === 'client') list.atHead(protocol, 'missing-key', `The client "${name}" has no target`, { expected: 'target: the name of a service' });
    const own = child(service, 'name');
    if (own && textAt(service, 'name') !== name) list.at(own, 'name-differs', `The service is known as "${name}", not as "${textAt(service, 'name') ?? ''}"`, { severity: 'warning' });
  }
};

const checkPorts = (services: MapTree, list: ProblemList): void => {
  const taken = new Map<string, Tree>();
  for (const service of services.entries.values()) {
    const ports = child(service, 'ports');
    if (ports?.kind !== 'list') continue;
    for (const port of ports.items) {
      const host = port.kind === 'scalar' ? /^(?:[\d.]+:)?(\d+):\d+(?:\/\w+)?$/.exec(port.text)?.[1] : undefined;
      const first = host === undefined ? undefined : taken.get(host);
      if (host === undefined) continue;
      if (first) list.at(port, 'duplicate-port', `The host port ${host} is taken twice in this test`, { found: host, related: [{ range: list.file.range(first.start, first.end), message: `${host} is first taken here` }] });
      else taken.set(host, port);
    }
  }
};

const checkPositive = (tree: Tree | undefined, what: string, list: ProblemList): void => {
  if (tree?.kind === 'scalar' && typeof tree.value === 'number' && tree.value <= 0) list.at(tree, 'wrong-value', `"${what}" must be above zero; found ${tree.text}`, { found: tree.text, expected: 'a number above zero' });
};

const seconds = (tree: Tree | undefined): number | undefined => (tree?.kind === 'scalar' && typeof tree.value === 'number' ? tree.value : undefined);

const checkWait = (wait: Tree | undefined, services: Tree | undefined, list: ProblemList): void => {
  const time = seconds(wait);
  const limits = services?.kind === 'map' ? [...services.entries.values()].flatMap((service) => seconds(child(service, 'timeout')) ?? []) : [];
  const least = Math.min(...limits);
  if (wait && time !== undefined && time > least) list.at(wait, 'wait-over-timeout', `The test waits ${time} s, but a service is ended after ${least} s`, { severity: 'warning' });
};

const checkServices = (services: MapTree, list: ProblemList): void => {
  let testers = 0;
  for (const [name, service] of services.entries) {
    if (service.kind !== 'map') {
      list.at(service, 'wrong-value', `The service "${name}" must be a map with an implementation; found ${describe(plain(service))}`, { expected: 'a map' });
      continue;
    }
    list.unknownKeys([serviceShape], service);
    const implementation = child(service, 'implementation');
    if (!implementation) list.atHead(service, 'missing-key', `The service "${name}" has no implementation`, { expected: 'implementation' });
    if (/^testers?$/i.test(textAt(implementation, 'type') ?? textAt(service, 'type') ?? '')) testers++;
    checkPositive(child(service, 'timeout'), 'timeout', list);
  }
  if (testers === 0) list.atHead(services, 'no-tester', 'No service is of type testers: PANTHER cannot confirm that such a test passed', { severity: 'warning' });
  checkTargets(services, list);
  checkPorts(services, list);
};

/** Lists a test that PANTHER itself would run, and tells what is wrong with it. */
export const readPantherTest = (tree: Tree, index: number, list: ProblemList, table: RangeTable): TestResult => {
  const base = textAt(tree, 'name') ?? `tests[${index}]`;
  const services = child(tree, 'services');
  if (tree.kind !== 'map') list.at(tree, 'wrong-value', `A test must be a map with a name; found ${describe(plain(tree))}`, { expected: 'a map' });
  else {
    const from = list.problems.length;
    if (!child(tree, 'name')) list.atHead(tree, 'missing-key', '"name" is missing: expected the name of the test', { expected: 'a name' });
    list.unknownKeys([testShape], tree);
    if (!services) list.atHead(tree, 'missing-key', '"services" is missing: a PANTHER test needs at least one', { expected: 'a map of services' });
    else if (services.kind !== 'map') list.at(services, 'wrong-value', `"services" must be a map of names and services; found ${describe(plain(services))}`, { expected: 'a map' });
    else checkServices(services, list);
    const assertions = child(tree, 'assertions');
    if (assertions) list.atHead(assertions, 'no-effect', 'Assertions have no effect in PANTHER', { severity: 'information' });
    checkPositive(child(tree, 'iterations'), 'iterations', list);
    checkPositive(child(tree, 'timeout'), 'timeout', list);
    checkPositive(child(child(tree, 'steps'), 'wait'), 'wait', list);
    checkWait(child(child(tree, 'steps'), 'wait'), services, list);
    asInformation(list, from);
  }
  const described = services?.kind === 'map' ? [...services.entries].map(([name, service]) => ({ name, dependsOn: [], ...table.draft(service, plain(service)) })) : [];
  return {
    data: {
      base, place: table.place(tree), network: textAt(child(tree, 'network_environment'), 'type') ?? 'localhost', environments: [], env: {}, iterations: 1,
      services: described, steps: [], assertions: [], artifacts: [],
    },
    idBase: base, count: 1,
    expand: (nth) => [{ id: combinationId(base, nth, []), name: base, matrix: {}, tags: [], errors: [] }],
  };
};
