import { removing, replacing } from '../fixes';
import { hasExpression } from '../expressions/template';
import { kindOf } from '../kind-of';
import { GROUP_KINDS, pluginStep, STEP_KINDS, stepDefaults, stepSchemas, type StepKind } from '../schema/step';
import { stepId } from '../resolve/resolve-step';
import { describe } from '../schema/validate';
import { child, mergeTrees, plain, type MapTree, type Tree } from '../yaml/tree';
import { hintFor, renamings, without, type ReadExtensions } from './read-extensions';
import { checkTcp } from './read-service';
import { checkServiceName } from './service-names';
import type { ProblemList } from './problem-list';

export const STEP_TEXTUAL: ReadonlySet<string> = new Set(['run', 'env', 'shell', 'cwd', 'stdin', 'name', 'wait_for.exec']);

type Services = ReadonlyMap<string, readonly string[] | undefined>;

/** The steps directly below a step. */
const below = (tree: Tree): readonly Tree[] => {
  const list = GROUP_KINDS.map((kind) => child(tree, kind)).find((one) => one !== undefined);
  return list?.kind === 'list' ? list.items : [];
};

/** A step and all below it, in the order of the file. */
export const flatSteps = (tree: Tree): readonly Tree[] => [tree, ...below(tree).flatMap(flatSteps)];

/** A step without those below it. */
export const ownTree = (tree: Tree): Tree =>
  (tree.kind === 'map' && below(tree).length > 0 ? { ...tree, entries: new Map([...tree.entries].filter(([key]) => !GROUP_KINDS.some((kind) => kind === key))) } : tree);

/** A step takes of `defaults.step` what its kind knows. */
export const withStepDefaults = (tree: Tree, defaults: Tree | undefined, extensions: ReadExtensions): Tree => {
  if (tree.kind !== 'map') return tree;
  const entries = new Map(tree.entries);
  for (const group of GROUP_KINDS) {
    const below = entries.get(group);
    if (below?.kind === 'list') entries.set(group, { ...below, items: below.items.map((item) => withStepDefaults(item, defaults, extensions)) });
  }
  return withOwnDefaults({ ...tree, entries }, defaults, extensions);
};

const withOwnDefaults = (tree: MapTree, defaults: Tree | undefined, { schemas }: ReadExtensions): Tree => {
  if (defaults?.kind !== 'map') return tree;
  const kind = kindOf(Object.fromEntries(tree.entries), STEP_KINDS);
  if (!kind && ![...tree.entries.keys()].some((key) => schemas.steps.has(key))) return tree;
  const { shape } = kind ? stepSchemas[kind] : pluginStep;
  const entries = new Map([...defaults.entries].filter(([key]) => Object.hasOwn(shape, key) || !Object.hasOwn(stepDefaults.shape, key)));
  return mergeTrees({ ...defaults, entries }, tree) ?? tree;
};

const checkKind = (tree: Tree, list: ProblemList, extensions: ReadExtensions): StepKind | { readonly plugin: string } | undefined => {
  const added = [...extensions.schemas.steps.keys()];
  const all = [...STEP_KINDS, ...added];
  if (tree.kind !== 'map') {
    list.at(tree, 'wrong-value', `A step must be a map with one of ${all.join(', ')}; found ${describe(plain(tree))}`, { expected: 'a map', found: describe(plain(tree)) });
    return undefined;
  }
  const keys = [...tree.entries.keys()];
  const [first, second] = all.filter((kind) => keys.includes(kind));
  if (second !== undefined) {
    list.atHead(tree.entries.get(second) ?? tree, 'ambiguous-step', `A step does one thing: "${String(first)}" and "${second}" need steps of their own`, { found: second });
    return undefined;
  }
  const kind = STEP_KINDS.find((name) => name === first);
  if (kind) return kind;
  if (first !== undefined) return { plugin: first };
  const common = Object.keys(pluginStep.shape);
  extensions.unknown(tree, keys.filter((key) => !common.includes(key)), list, (more) =>
    list.atHead(tree, 'unknown-step', `A step must have one of ${all.join(', ')}; found ${keys.length === 0 ? 'no key' : keys.join(', ')}.${hintFor(keys, all)}${more}`, { found: keys.join(', '), expected: all.join(', '), ...renamings(tree, keys, all, list) }));
  return undefined;
};

const checkPluginStep = (tree: MapTree, kind: string, list: ProblemList, extensions: ReadExtensions): void => {
  const common = without(tree, extensions.schemas.steps);
  list.unknownKeys([pluginStep], common);
  list.check(pluginStep, plain(common, STEP_TEXTUAL), common, 'step');
  const own = child(tree, kind);
  if (own) extensions.check(kind, 'steps', own, list);
};

const withEntry = (tree: MapTree, key: string, value: Tree | undefined): MapTree =>
  (value === undefined ? tree : { ...tree, entries: new Map([...tree.entries, [key, value]]) });

/** Checks one step, defaults already merged in. */
export const checkStep = (given: Tree, services: Services, list: ProblemList, extensions: ReadExtensions): void => {
  const kind = checkKind(given, list, extensions);
  if (!kind || given.kind !== 'map') return;
  if (typeof kind === 'object') {
    checkPluginStep(given, kind.plugin, list, extensions);
    return;
  }
  const tree = kind === 'wait_for' ? withEntry(given, kind, extensions.withoutProbes(child(given, kind), list)) : given;
  const schema = stepSchemas[kind];
  list.unknownKeys([schema], tree);
  list.checkPart(schema, plain(tree, STEP_TEXTUAL), tree, 'step');
  const own = child(given, kind);
  const names = [...services.keys()];
  checkServiceName(child(tree, 'in'), names, list);
  switch (kind) {
    case 'stop':
    case 'start':
    case 'pause':
    case 'resume':
      checkServiceName(own, names, list);
      break;
    case 'signal':
      checkServiceName(child(own, 'service'), names, list);
      break;
    case 'wait_for': {
      checkServiceName(child(own, 'service'), names, list);
      checkServiceName(child(own, 'exited'), names, list);
      const service = child(own, 'service');
      const ports = service?.kind === 'scalar' ? services.get(String(service.value)) : undefined;
      for (const probe of ['tcp', 'listening']) checkTcp(child(own, probe), ports, services, list);
      const log = child(own, 'log');
      if (log && !service && !child(tree, 'in')) list.atHead(log, 'missing-key', '"log" does not say of which service', { expected: '"service" beside it' });
      if (own?.kind === 'map' && ![...own.entries.keys()].some((key) => key !== 'timeout' && key !== 'interval' && key !== 'since')) {
        list.at(own, 'wrong-value', '"wait_for" must say what to wait for: log, tcp, http, exec, file, listening, delay, service or exited', { expected: 'something to wait for' });
      }
      break;
    }
    case 'run':
      checkBackground(tree, list);
      break;
    case 'http':
      checkUrl(child(own, 'url'), list);
      break;
    case 'parallel':
    case 'steps':
    case 'wait': break;
    default: kind satisfies never;
  }
};

/** A path alone is none: a step has no service of its own. */
const checkUrl = (url: Tree | undefined, list: ProblemList): void => {
  if (url?.kind !== 'scalar' || typeof url.value !== 'string' || url.value === '' || hasExpression(url.value)) return;
  if (URL.canParse(url.value) && /^https?:/i.test(url.value)) return;
  list.at(url, 'wrong-value', '"http.url" must be a whole URL, of http or https', { found: url.value, expected: 'http://… or https://…' });
};

/** Nobody waits for what runs in the background, so there is nothing to compare. */
const checkBackground = (tree: Tree, list: ProblemList): void => {
  const background = child(tree, 'background');
  if (background?.kind !== 'scalar' || background.value !== true) return;
  for (const key of ['expect', 'capture', 'retry', 'timeout']) {
    const other = child(tree, key);
    if (other && other.path[0] === tree.path[0]) list.atHead(other, 'no-effect', `"${key}" has no effect on a step in the background: it is over when it has been started`, { severity: 'warning', found: key, ...removing(list.file, other, `Remove "${key}"`) });
  }
};

/** A `since` names an earlier step. */
export const checkSince = (tree: Tree, earlier: readonly string[], list: ProblemList): void => {
  const since = child(child(tree, 'wait_for'), 'since');
  if (since?.kind !== 'scalar' || typeof since.value !== 'string' || hasExpression(since.value) || earlier.includes(since.value)) return;
  list.unknown(since, 'unknown-step-id', `No step before this one has the id "${since.value}".`, earlier);
};

/** Ids of the steps, in order; equal ids and equal metric names are told at the second. */
export const checkStepNames = (steps: readonly Tree[], list: ProblemList): readonly string[] => {
  const ids = new Map<string, Tree>();
  const metrics = new Map<string, Tree>();
  return steps.map((tree, index) => {
    const given = child(tree, 'id');
    const id = given?.kind === 'scalar' && typeof given.value === 'string' ? given.value : stepId(index);
    const twin = ids.get(id);
    if (twin) list.at(given ?? tree, 'duplicate-id', `The step id "${id}" is used twice`, {
      found: id, related: [{ range: list.file.range(twin.start, twin.end), message: `"${id}" is first used here` }],
      ...(given ? { fixes: [replacing(list.file, given, freeId(id, ids))] } : {}),
    });
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

const freeId = (id: string, taken: ReadonlyMap<string, unknown>): string => {
  for (let nth = 2; ; nth++) if (!taken.has(`${id}-${nth}`)) return `${id}-${nth}`;
};
