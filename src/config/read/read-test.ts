import * as z from 'zod';
import { isMap, remembered } from '../../events';
import { inserting } from '../fixes';
import { evaluateText, ExpressionError, mapStrings } from '../expressions/evaluate';
import { nameError, type Names } from '../expressions/names';
import { hasExpression, parseTemplate } from '../expressions/template';
import type { Problem } from '../problem';
import { closed } from '../schema/closed';
import { NETWORKS, testKeys } from '../schema/test';
import { check, describe, messageOf } from '../schema/validate';
import type { ArtifactDraft } from '../experiment';
import type { ExpressionScope } from '../specs';
import { valueText } from '../value-text';
import { whenHolds } from '../when';
import { child, mergeTrees, plain, scalars, type Tree } from '../yaml/tree';
import { combinationId, matrixSuffix } from './case-names';
import { CaseSettingsReader, SETTING_KEYS, type Evaluate } from './case-settings';
import { checkArtifacts } from './check-artifacts';
import { checkMetrics } from './check-metrics';
import { checkPorts, fixedPorts, type FixedPort } from './check-ports';
import type { PortUser } from './check-shared-ports';
import { ServiceStates } from './check-service-states';
import { KnownValues } from './known-values';
import type { LeastTime } from './check-run-time';
import { WaitChecker, waitsDiffer, type WaitParts } from './check-waits';
import { checkWhen } from './check-when';
import { combinations, type Combination, type Matrix } from './combinations';
import { readMatrix, valuesByKey } from './matrix';
import type { ProblemList } from './problem-list';
import type { ReadExtensions } from './read-extensions';
import { assertionTextual, checkAssertion, shellTextOf } from './read-assertion';
import { checkEnvironment, environmentsOf, environmentValue } from './read-environment';
import { mergedTest } from './merged-test';
import { NetworkReader } from './read-network';
import { DependencyRings } from './dependency-rings';
import { checkDependencyEnds, checkServiceNames, checkService, dependencies, portsOf, SERVICE_TEXTUAL, type Dependencies } from './read-service';
import { packetsToRecord, stepsOfMap } from './read-steps-map';
import { checkSince, checkStep, checkStepNames, flatSteps, ownTree, STEP_TEXTUAL, withStepDefaults } from './read-step';
import { unknownService } from './service-names';
import type { CombinationData, ServiceDraftData, TestData } from './reading';
import type { PlaceTable } from './place-table';
import { EARLY, OUTER, PLANNED, WITH_SERVICES, WITH_STEPS } from './roots';
import { checkShellText } from './shell-values';
import type { Variables } from './variables';

export const DEFAULTABLE_TEXTUAL: ReadonlySet<string> = new Set(['description', 'tags', 'env', 'artifacts', 'network_environment.version']);
const TEST_TEXTUAL: ReadonlySet<string> = new Set(['name', ...DEFAULTABLE_TEXTUAL]);
const testHead = z.object(testKeys);
const testShape = closed({
  ...testKeys, matrix: z.unknown(), services: z.unknown(), steps: z.unknown(), assertions: z.unknown(),
});

export interface TestInput {
  readonly tree: Tree;
  readonly defaults: Tree | undefined;
  readonly variables: Variables;
  readonly fileDir: string;
  /** The host's environment without the secrets. */
  readonly env: ExpressionScope['env'];
  /** Names of the file's secrets. */
  readonly secrets: readonly string[];
  readonly extensions: ReadExtensions;
  readonly iterations: number | undefined;
  /** How many cases may still come. */
  readonly room: number;
}
/** All but the errors, which are numbered once all tests are read. */
export interface TestResult {
  readonly data: Omit<TestData, 'errors' | 'combinations'>;
  /** Its combinations, one by one. */
  readonly expand: (nth: number) => Iterable<CombinationData>;
  readonly idBase: string;
  readonly count: number;
  /** The fixed ports that it takes. */
  readonly user?: PortUser;
  /** What it waits. */
  readonly least?: LeastTime;
}

type Tell = (problem: Problem) => void;

const textOf = (tree: Tree | undefined): string | undefined => (tree?.kind === 'scalar' && tree.value !== null ? tree.text : undefined);

/** Expressions have no place in an id. */
const idBaseOf = (base: string): string => parseTemplate(base).parts.map((part) => (typeof part === 'string' ? part : '…')).join('').trim();

const matrixKeysOf = (name: string): readonly string[] =>
  parseTemplate(name).parts.flatMap((part) => (typeof part !== 'string' && part.path[0] === 'matrix' && part.path.length === 2 ? part.path.slice(1) : []));

const namesMatrix = (name: string): boolean =>
  parseTemplate(name).parts.some((part) => typeof part !== 'string' && part.path[0] === 'matrix');

/** Reads one entry of `tests`, its defaults merged in. */
export class TestReader {
  private readonly merged: Tree;
  private readonly names: Names;
  private readonly scope: ExpressionScope;
  private readonly networks: NetworkReader;
  /** Undefined: each combination has its own. */
  private network: string | undefined = NETWORKS[0];
  private matrix: Matrix | undefined;
  private all: readonly Combination[] = [{}];
  private ports: readonly FixedPort[] = [];
  /** Of one iteration of all combinations. */
  private least: LeastTime = { longestMs: 0, totalMs: 0 };
  /** Once the matrix has been read. */
  private namesInTest: Names | undefined;
  /** Conditions are asked of each combination. */
  private readonly plain = remembered((tree: Tree) => plain(tree));

  constructor(private readonly input: TestInput, private readonly list: ProblemList, private readonly table: PlaceTable) {
    const { tree, defaults, variables, fileDir, env } = input;
    this.merged = mergedTest(tree, defaults);
    this.networks = new NetworkReader(this.merged, list);
    this.names = { roots: EARLY, variables: variables.raw, secrets: input.secrets };
    this.scope = { variables: variables.values, file: { dir: fileDir }, env };
  }

  read(index: number): TestResult {
    const { list, merged } = this;
    const base = textOf(child(this.input.tree, 'name')) ?? `tests[${index}]`;
    const place = this.table.place(this.input.tree);
    const nothing = { base, place, network: NETWORKS[0], environments: [], env: {}, iterations: 1, services: [], steps: [], assertions: [], artifacts: [] };
    if (merged.kind !== 'map') {
      list.at(merged, 'wrong-value', `A test must be a map with a name; found ${describe(plain(merged))}`, { expected: 'a map' });
      return { data: nothing, idBase: base, count: 1, expand: (nth) => this.expand(base, nth, [{}]) };
    }
    if (!child(merged, 'name')) list.atHead(merged, 'missing-key', '"name" is missing: expected the name of the test', { expected: 'a name', ...inserting(list.file, this.input.tree.kind === 'map' ? this.input.tree : merged, 'name', `test ${index + 1}`, `Add "name: test ${index + 1}"`) });
    else if (base.trim() === '') list.at(child(merged, 'name') ?? merged, 'wrong-value', '"name" must be text that is not empty', { expected: 'text that is not empty' });
    list.unknownKeys([testShape], merged);
    list.check(testHead, plain(merged, TEST_TEXTUAL), merged, 'test');
    this.network = this.networks.common();
    const network = this.network ?? NETWORKS[0];
    const iterations = this.iterations();
    const matrixTree = child(merged, 'matrix');
    this.matrix = matrixTree ? readMatrix(matrixTree, { roots: PLANNED, variables: this.names.variables }, this.scope, list) : { keys: new Map(), exclude: [], include: [], count: 1 };
    let times = iterations;
    let count = (this.matrix?.count ?? 1) * iterations;
    if (count > this.input.room) {
      list.atHead(matrixTree ?? child(merged, 'iterations') ?? merged, 'too-many-cases', `The file has more than 100,000 test cases: this test alone stands for ${count}`, { found: String(count), expected: 'at most 100000' });
      times = 1;
      count = 1;
    } else if (this.matrix) this.all = combinations(this.matrix);
    const parts = this.parts();
    const env = this.env();
    const user: PortUser = { tree: merged, list, ports: this.ports, cases: count };
    return {
      data: { ...nothing, ...parts, network, env, iterations: times, artifacts: artifactsOf(child(merged, 'artifacts')) },
      idBase: idBaseOf(base), count, user, ...(this.maySkip() ? {} : { least: { ...this.least, totalMs: this.least.totalMs * times } }), expand: (nth) => this.expand(base, nth, this.all),
    };
  }

  private maySkip(): boolean {
    const skip = child(this.merged, 'skip');
    return skip !== undefined && !(skip.kind === 'scalar' && skip.value === false);
  }

  private get testNames(): Names {
    this.namesInTest ??= this.matrix ? { ...this.names, matrix: valuesByKey(this.matrix) } : this.names;
    return this.namesInTest;
  }

  private env(): { [name: string]: string | null } {
    const tree = child(this.merged, 'env');
    if (tree?.kind === 'scalar' && hasExpression(tree.value)) return this.envOfExpression(tree);
    if (tree?.kind !== 'map') return {};
    const value = plain({ ...tree, entries: new Map([['env', tree]]) }, TEST_TEXTUAL);
    const env = typeof value === 'object' && value !== null && 'env' in value ? value.env : {};
    return Object.fromEntries(Object.entries(env ?? {}).filter((entry): entry is [string, string | null] => entry[1] === null || typeof entry[1] === 'string'));
  }

  /** All of it, as a variable gives it. */
  private envOfExpression(tree: Tree): { [name: string]: string | null } {
    const given = this.known(tree);
    const value = isMap(given) ? Object.fromEntries(Object.entries(given).map(([name, one]) => [name, one === null ? null : valueText(one)])) : given;
    return this.list.check(testKeys.env.unwrap(), value, tree, 'env') ?? {};
  }

  private iterations(): number {
    const tree = child(this.merged, 'iterations');
    if (this.input.iterations !== undefined) return this.input.iterations;
    if (tree?.kind !== 'scalar') return 1;
    const names = { ...this.names, roots: PLANNED };
    const before = this.list.errorCount;
    this.list.expressions(tree, names);
    if (this.list.errorCount > before) return 1;
    const value = hasExpression(tree.value) ? this.early(String(tree.value), {}, tree, (problem) => this.list.tell(problem)) : tree.value;
    const { data, findings } = check(testKeys.iterations, value);
    if (hasExpression(tree.value)) for (const finding of findings) this.list.at(tree, finding.code, messageOf(finding, 'iterations'), { expected: finding.expected, found: describe(value) });
    return data ?? 1;
  }

  private toldAlready(text: string): boolean {
    const { parts, errors } = parseTemplate(text);
    return errors.length > 0 || parts.some((part) => typeof part !== 'string' && nameError(part, this.testNames));
  }

  /** Replaces what is known before a run. */
  private early(text: string, matrix: Combination, tree: Tree, tell: Tell): unknown {
    if (!hasExpression(text) || this.toldAlready(text)) return text;
    try {
      return evaluateText(text, { ...this.scope, matrix });
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      tell(this.list.file.at(tree, 'unresolved-expression', error.message));
      return text;
    }
  }

  private parts(): Pick<TestData, 'services' | 'environments' | 'steps' | 'assertions' | 'pluginConfig' | 'recordPackets'> {
    const { list, merged, table, testNames } = this;
    const shellNames: Names = { ...testNames, variables: new Map(Object.entries(this.input.variables.values)) };
    for (const key of ['name', 'description', 'tags', 'network_environment', ...SETTING_KEYS] as const) {
      const tree = child(merged, key);
      if (tree) list.expressions(tree, testNames);
    }
    for (const part of [child(merged, 'skip'), child(merged, 'expect_outcome')]) {
      for (const one of part?.kind === 'list' ? part.items : part ? [part] : []) checkWhen(one, testNames.matrix, list, this.all);
    }
    const services = this.services();
    const ports = new Map(services.map(({ name, tree }) => [name, portsOf(tree)]));
    const outer: Names = { ...testNames, roots: OUTER, services: ports };
    const env = child(merged, 'env');
    if (env) list.expressions(env, outer);
    for (const { name, tree } of services) {
      checkService(name, tree, ports, list, this.input.extensions);
      checkWhen(tree, testNames.matrix, list, this.all);
      for (const text of [child(tree, 'command'), child(child(tree, 'stop'), 'command'), child(child(tree, 'ready'), 'exec')]) checkShellText(text, shellNames, list);
      list.expressions(tree, { ...outer, roots: WITH_SERVICES });
    }
    checkDependencyEnds(services, list);
    checkServiceNames(services, list);
    const known = (tree: Tree): unknown => this.known(tree);
    checkPorts(services, known, list);
    this.ports = services.flatMap(({ tree }) => fixedPorts(tree, known));
    const environments = environmentsOf(child(merged, 'execution_environment'));
    for (const tree of environments) {
      checkEnvironment(tree, [...ports.keys()], list, this.input.extensions);
      list.expressions(tree, { ...outer, roots: WITH_SERVICES });
    }
    const steps = this.items('steps').map((tree) => withStepDefaults(tree, child(this.input.defaults, 'step'), this.input.extensions));
    const flat = steps.flatMap(flatSteps);
    const ids = checkStepNames(flat, list);
    flat.forEach((tree, index) => {
      checkStep(tree, ports, list, this.input.extensions);
      checkWhen(tree, testNames.matrix, list, this.all);
      for (const text of [child(tree, 'run'), child(child(tree, 'wait_for'), 'exec')]) checkShellText(text, shellNames, list);
      checkSince(tree, ids.slice(0, index), list);
      list.expressions(ownTree(tree), { ...outer, roots: WITH_STEPS, steps: ids.slice(0, index) });
    });
    const recordPackets = packetsToRecord(child(merged, 'steps'), { ports: [...ports.values()], secrets: this.input.secrets }, list);
    const artifacts = child(merged, 'artifacts');
    checkArtifacts(artifacts, this.input.fileDir, list);
    if (artifacts) list.expressions(artifacts, { ...outer, roots: WITH_STEPS, steps: ids });
    const pluginConfig = child(merged, 'plugin_config');
    if (pluginConfig) list.expressions(pluginConfig, { ...outer, roots: WITH_STEPS, steps: ids });
    const assertions = this.items('assertions');
    for (const tree of assertions) {
      checkAssertion(tree, [...ports.keys()], list, this.input.extensions);
      checkShellText(shellTextOf(tree), shellNames, list);
      for (const part of [tree, ...(tree.kind === 'map' ? tree.entries.values() : [])]) checkWhen(part, testNames.matrix, list, this.all);
      list.expressions(tree, { ...outer, roots: WITH_STEPS, steps: ids });
    }
    if (!this.input.extensions.some) checkMetrics({ services: [...ports.keys()], steps: flat, environments, assertions }, list);
    const states = new ServiceStates(services, list);
    states.steps(steps);
    states.assertions(assertions);
    const waits = { test: merged, services, steps };
    const differ = waitsDiffer(waits);
    const times = (differ ? this.all : [undefined]).map((matrix) => this.waitTime(waits, matrix));
    this.least = { longestMs: times.reduce((longest, ms) => Math.max(longest, ms), 0), totalMs: times.reduce((sum, ms) => sum + ms, 0) * (differ ? 1 : this.all.length) };
    return {
      services: services.map(({ name, tree, dependsOn }): ServiceDraftData => ({ name, dependsOn, ...table.draft(tree, plain(tree, SERVICE_TEXTUAL)) })),
      environments: environments.map((tree) => table.draft(tree, environmentValue(tree))),
      ...(pluginConfig === undefined ? {} : { pluginConfig: table.draft(pluginConfig, plain(pluginConfig)) }),
      ...(recordPackets === undefined ? {} : { recordPackets: table.draft(recordPackets, true) }),
      steps: steps.map((tree) => table.draft(tree, plain(tree, STEP_TEXTUAL))),
      assertions: assertions.map((tree) => table.draft(tree, plain(tree, assertionTextual(tree)))),
    };
  }

  /** Tells time limits that are over too soon. Returns the least that a case takes, in milliseconds. */
  private waitTime(waits: WaitParts, matrix?: Combination): number {
    const there = (tree: Tree): boolean => {
      const when = child(tree, 'when');
      return when === undefined || matrix === undefined || whenHolds(this.plain(when), matrix);
    };
    const checker = new WaitChecker(waits, { file: this.list.file, known: (tree) => this.known(tree, matrix), there });
    const least = checker.check();
    this.list.add(checker.problems);
    return least;
  }

  /** The value of a scalar, as far as it is known before a run. */
  private known(tree: Tree, matrix?: Combination): unknown {
    if (tree.kind !== 'scalar' || !hasExpression(tree.value)) return tree.kind === 'scalar' ? tree.value : undefined;
    return this.valueOf(String(tree.value), matrix);
  }

  private valueOf(text: string, matrix?: Combination): unknown {
    try {
      const value = evaluateText(text, matrix ? { ...this.scope, matrix } : this.scope);
      return hasExpression(value) ? undefined : value;
    } catch (error) {
      if (error instanceof ExpressionError) return undefined;
      throw error;
    }
  }

  private services(): readonly { readonly name: string; readonly tree: Tree; readonly dependsOn: ServiceDraftData['dependsOn'] }[] {
    const tree = child(this.merged, 'services');
    if (!tree) return [];
    if (tree.kind !== 'map') {
      this.list.at(tree, 'wrong-value', `"services" must be a map of names and services; found ${describe(plain(tree))}`, { expected: 'a map' });
      return [];
    }
    const defaults = child(this.input.defaults, 'service');
    return [...tree.entries].map(([name, given]) => {
      const empty = given.kind === 'scalar' && given.value === null && defaults?.kind === 'map';
      const merged = empty ? { ...defaults, from: given.from, start: given.start, end: given.end, path: given.path } : given.kind === 'map' ? mergeTrees(defaults, given) ?? given : given;
      if (!/^[A-Za-z_][\w-]*$/.test(name)) this.list.atHead(given, 'invalid-name', `"${name}" cannot be a service: expected a name of letters, digits, _ and -`, { found: name });
      const wanted = child(merged, 'depends_on');
      return { name, tree: merged, dependsOn: (wanted && dependencies(plain(wanted))) ?? [] };
    });
  }

  private items(key: 'steps' | 'assertions'): readonly Tree[] {
    const tree = child(this.merged, key);
    if (!tree) return [];
    if (tree.kind === 'list') return tree.items;
    if (key === 'steps' && tree.kind === 'map') return stepsOfMap(tree, this.list);
    if (!this.list.itemsWithoutSpace(tree)) this.list.at(tree, 'wrong-value', `"${key}" must be a list; found ${describe(plain(tree))}`, { expected: 'a list' });
    return [];
  }

  private *expand(base: string, nth: number, all: readonly Combination[]): Generator<CombinationData> {
    const { merged, list } = this;
    const named = matrixKeysOf(base);
    const suffixed = !namesMatrix(base);
    const name = child(merged, 'name') ?? merged;
    const tags = child(merged, 'tags');
    const evaluate: Evaluate = (text, matrix, tree, errors) => this.early(text, matrix, tree, (problem) => errors.push(problem));
    const settings = new CaseSettingsReader(merged, this.list, evaluate);
    const values = new KnownValues(this.list.parts, this.list, (given, matrix) => this.valueOf(given, matrix));
    const dynamic = this.dynamicDependencies();
    const rings = new DependencyRings(this.services(), list);
    const fixedTags = texts(tags).some(hasExpression) ? undefined : texts(tags);
    for (const matrix of all) {
      const errors: Problem[] = [];
      const text = (given: string, tree: Tree): string => valueText(evaluate(given, matrix, tree, errors));
      const own = text(base, name);
      const dependsOn = dynamic.map(([service, tree]) => [service, this.dependencies(tree, matrix, errors)] as const);
      yield {
        id: combinationId(own, nth, Object.keys(matrix).every((key) => named.includes(key)) ? [] : Object.values(matrix)),
        name: `${own}${suffixed && Object.keys(matrix).length > 0 ? matrixSuffix(Object.values(matrix)) : ''}`,
        matrix,
        tags: fixedTags ?? texts(tags).map((tag) => text(tag, tags ?? name)),
        ...settings.read(matrix, errors),
        ...(this.network === undefined ? { network: this.networks.of(matrix, evaluate, errors) } : {}),
        ...(dependsOn.length === 0 ? {} : { dependsOn: Object.fromEntries(dependsOn) }),
        errors: [...errors, ...rings.problemsOf(matrix, new Map(dependsOn)), ...values.problemsOf(matrix)],
      };
    }
  }

  /** Of services whose dependencies differ between combinations. */
  private dynamicDependencies(): readonly (readonly [string, Tree])[] {
    return this.services().flatMap(({ name, tree }) => {
      const wanted = child(tree, 'depends_on');
      return wanted && [...scalars(wanted)].some(({ value }) => hasExpression(value)) ? [[name, wanted] as const] : [];
    });
  }

  private dependencies(tree: Tree, matrix: Combination, errors: Problem[]): Dependencies {
    const names = this.services().map(({ name }) => name);
    const value = mapStrings(plain(tree), (text) => this.early(text, matrix, tree, (problem) => errors.push(problem)));
    const found = dependencies(value);
    if (!found) errors.push(this.list.file.at(tree, 'wrong-value', `"depends_on" must name services; found ${describe(value)}`));
    for (const { service } of found ?? []) {
      if (!names.includes(service)) errors.push(this.list.file.at(tree, 'unknown-service', unknownService(service, names), { found: service }));
    }
    return found ?? [];
  }
}

const texts = (tree: Tree | undefined): readonly string[] => {
  if (!tree) return [];
  return tree.kind === 'list' ? tree.items.flatMap((item) => textOf(item) ?? []) : [textOf(tree) ?? []].flat();
};

/** Those that hold; the others have been told. */
const artifactsOf = (tree: Tree | undefined): readonly ArtifactDraft[] =>
  (tree?.kind === 'list' ? tree.items : []).flatMap((item): ArtifactDraft[] => {
    if (item.kind !== 'map') return [textOf(item) ?? []].flat();
    const [from, to] = [textOf(child(item, 'from')), textOf(child(item, 'to'))];
    return from === undefined ? [] : [{ from, ...(to === undefined ? {} : { to }) }];
  });
