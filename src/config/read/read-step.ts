import { didYouMean } from '../distance';
import { hasExpression } from '../expressions/template';
import { kindOf } from '../kind-of';
import { LATER_STEP_KINDS, STEP_KINDS, stepDefaults, stepSchemas } from '../schema/step';
import { stepId } from '../resolve/resolve-step';
import { child, mergeTrees, plain, type Tree } from '../yaml/tree';
import { checkTcp, unknownService } from './read-service';
import type { ProblemList } from './problem-list';

export const STEP_TEXTUAL: ReadonlySet<string> = new Set(['run', 'env', 'shell', 'cwd', 'stdin', 'name']);

type Services = ReadonlyMap<string, readonly string[] | undefined>;

/** A step takes of `defaults.step` what its kind knows. */
export const withStepDefaults = (tree: Tree, defaults: Tree | undefined): Tree => {
  const kind = tree.kind === 'map' ? kindOf(Object.fromEntries(tree.entries), STEP_KINDS) : undefined;
  if (!kind || defaults?.kind !== 'map') return tree;
  const { shape } = stepSchemas[kind];
  const entries = new Map([...defaults.entries].filter(([key]) => Object.hasOwn(shape, key) || !Object.hasOwn(stepDefaults.shape, key)));
  return mergeTrees({ ...defaults, entries }, tree) ?? tree;
};

const checkServiceName = (tree: Tree | undefined, services: Services, list: ProblemList): void => {
  if (tree?.kind !== 'scalar' || typeof tree.value !== 'string' || hasExpression(tree.value) || services.has(tree.value)) return;
  list.at(tree, 'unknown-service', unknownService(tree.value, [...services.keys()]), { found: tree.value });
};

const checkKind = (tree: Tree, list: ProblemList): keyof typeof stepSchemas | undefined => {
  if (tree.kind !== 'map') {
    list.at(tree, 'wrong-value', `A step must be a map with one of ${STEP_KINDS.join(', ')}`, { expected: 'a map' });
    return undefined;
  }
  const keys = [...tree.entries.keys()];
  const kinds = STEP_KINDS.filter((kind) => keys.includes(kind));
  const [kind, second] = kinds;
  if (second !== undefined) {
    list.atHead(tree.entries.get(second) ?? tree, 'ambiguous-step', `A step does one thing: "${String(kind)}" and "${second}" need steps of their own`, { found: second });
    return undefined;
  }
  if (kind) return kind;
  const later = LATER_STEP_KINDS.find((name) => keys.includes(name));
  if (later) {
    list.atHead(child(tree, later) ?? tree, 'not-yet-supported', `"${later}" is part of the format, but not supported yet`, { found: later });
    return undefined;
  }
  const hint = keys.map((key) => didYouMean(key, STEP_KINDS)).find((text) => text !== '') ?? '';
  list.atHead(tree, 'unknown-step', `A step must have one of ${STEP_KINDS.join(', ')}.${hint}`, { found: keys.join(', '), expected: STEP_KINDS.join(', ') });
  return undefined;
};

/** Checks one step, defaults already merged in. */
export const checkStep = (tree: Tree, services: Services, list: ProblemList): void => {
  const kind = checkKind(tree, list);
  if (!kind) return;
  const schema = stepSchemas[kind];
  list.unknownKeys([schema], tree);
  list.check(schema, plain(tree, STEP_TEXTUAL), tree, 'step');
  const own = child(tree, kind);
  switch (kind) {
    case 'stop':
    case 'start':
      checkServiceName(own, services, list);
      break;
    case 'signal':
      checkServiceName(child(own, 'service'), services, list);
      break;
    case 'wait_for': {
      checkServiceName(child(own, 'service'), services, list);
      checkServiceName(child(own, 'exited'), services, list);
      const service = child(own, 'service');
      const ports = service?.kind === 'scalar' ? services.get(String(service.value)) : undefined;
      checkTcp(child(own, 'tcp'), ports, services, list);
      if (own?.kind === 'map' && ![...own.entries.keys()].some((key) => key !== 'timeout' && key !== 'interval')) {
        list.at(own, 'wrong-value', '"wait_for" must say what to wait for: log, tcp, http, delay, service or exited', { expected: 'something to wait for' });
      }
      break;
    }
    case 'run':
    case 'wait':
    case 'http': break;
    default: kind satisfies never;
  }
};

/** Ids of the steps, in order; equal ids and equal metric names are told at the second. */
export const checkStepNames = (steps: readonly Tree[], list: ProblemList): readonly string[] => {
  const ids = new Map<string, Tree>();
  const metrics = new Map<string, Tree>();
  return steps.map((tree, index) => {
    const given = child(tree, 'id');
    const id = given?.kind === 'scalar' && typeof given.value === 'string' ? given.value : stepId(index);
    const twin = ids.get(id);
    if (twin) list.at(given ?? tree, 'duplicate-id', `The step id "${id}" is used twice`, { found: id, related: [{ range: list.file.range(twin.start, twin.end), message: `"${id}" is first used here` }] });
    else ids.set(id, given ?? tree);
    const capture = child(tree, 'capture');
    if (capture?.kind === 'map') {
      for (const [name, value] of capture.entries) {
        const first = metrics.get(name);
        if (first) list.atHead(value, 'duplicate-metric', `The metric "${name}" is captured twice in this test`, { found: name, related: [{ range: list.file.range(first.from, first.end), message: `"${name}" is first captured here` }] });
        else metrics.set(name, value);
      }
    }
    return id;
  });
};
