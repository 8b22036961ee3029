import path from 'node:path';
import { didYouMean } from '../distance';
import { parseDuration } from '../duration';
import { evaluateText, ExpressionError, mapStrings } from '../expressions/evaluate';
import type { Names } from '../expressions/names';
import type { LoadOptions } from '../experiment';
import type { ObserverSettings } from '../observer-settings';
import { hasExpression } from '../expressions/template';
import { parsePath } from '../path';
import { checkPantherFile, isPanther, misplacedTests, readPantherObservers, readPantherTest, TestFolders } from '../panther';
import type { Problem } from '../problem';
import { fileHead, fileShape } from '../schema/file';
import type { ObserverHead } from '../schema/observers';
import { check, describe } from '../schema/validate';
import * as z from 'zod';
import { TOO_MANY_PROBLEMS } from '../most-problems';
import { decode } from '../yaml/decode';
import { readYaml } from '../yaml/read-yaml';
import type { Recovered } from '../yaml/recover';
import type { SyntaxError } from '../yaml/syntax-error';
import type { TextFile } from '../yaml/text-file';
import { child, nearest, plain, type Tree } from '../yaml/tree';
import type { Work } from '../work';
import { checkDefaults } from './check-defaults';
import { checkDefaultsSize } from './check-defaults-size';
import { checkSecrets } from './check-secrets';
import { checkRunTime } from './check-run-time';
import { checkSharedPorts } from './check-shared-ports';
import { checkPantherPaths } from './panther-keys';
import { ProblemLimit } from './problem-limit';
import { ProblemList } from './problem-list';
import { OrderedProblems } from './ordered-problems';
import { checkObservers, observerSettings } from './read-observers';
import { PlaceTable } from './place-table';
import { ReadExtensions } from './read-extensions';
import { checkPluginConfigs, readPlugins } from './read-plugins';
import { TestReader, type TestInput, type TestResult } from './read-test';
import type { CombinationData, Reading, TestData } from './reading';
import { PLANNED } from './roots';
import { syntaxFixes } from './syntax-fixes';
import { reachable, readVariables, type Variables } from './variables';

const MAX_CASES = 100_000;
const head = z.object(fileHead);

interface ReadTest {
  readonly result: TestResult;
  readonly list: ProblemList;
}

/** Reads one file; `read` never throws, however broken the file is. */
class ExperimentReader {
  private readonly top: ProblemList;
  private readonly table: PlaceTable;
  private readonly ofVariables = new Map<string, ProblemList>();
  private readonly ofDefaults: ProblemList;
  private readonly limit = new ProblemLimit();
  private rest: Problem | undefined;
  /** The host's environment as expressions see it before a run: not what has to be masked. */
  private hostEnv: { readonly [name: string]: string } = {};

  constructor(private readonly file: TextFile, private readonly options: LoadOptions, problems: readonly Problem[]) {
    this.top = new ProblemList(file, this.limit);
    this.top.add(problems);
    this.ofDefaults = new ProblemList(file, this.limit);
    this.table = new PlaceTable();
  }

  *read(): Work<Reading> {
    const { file, top } = this;
    if (top.errors.some(({ code }) => code === 'utf-16' || code === 'too-big')) return yield* this.reading(undefined, [], { values: {}, raw: new Map(), uses: new Map() });
    const recovered = readYaml(file);
    const { tree } = recovered.parsed;
    yield;
    return yield* tree?.kind === 'map' ? this.map(tree, recovered) : this.withoutMap(tree, recovered);
  }

  private *withoutMap(tree: Tree | undefined, { parsed, blocks, unreadFrom }: Recovered): Work<Reading> {
    const { top } = this;
    for (const { errors } of blocks) this.syntax(errors, top);
    if (unreadFrom !== undefined) top.tell(this.unread(unreadFrom));
    top.add(parsed.problems);
    if (top.errors.length === 0) {
      if (tree === undefined || tree.kind === 'scalar' && tree.value === null) top.tell(this.file.problem(0, 0, 'empty-file', 'The file is empty: there is no test to run', { severity: 'information' }));
      else top.at(tree, 'wrong-value', `An experiment must be a map with tests; found ${describe(plain(tree))}`, { expected: 'a map' });
    }
    return yield* this.reading(undefined, [], { values: {}, raw: new Map(), uses: new Map() });
  }

  private *map(tree: Tree & { readonly kind: 'map' }, recovered: Recovered): Work<Reading> {
    const { file, top } = this;
    const panther = isPanther(tree);
    const secrets = secretsOf(tree);
    this.hostEnv = Object.fromEntries(Object.entries(this.options.environment ?? {}).filter((entry): entry is [string, string] => entry[1] !== undefined && !secrets.includes(entry[0])));
    const variables = readVariables(child(tree, 'variables'), this.options.variables ?? {}, file.file, top, (name) => this.listOfVariable(name), secrets);
    this.damageOfAll(recovered, tree);
    const tests = yield* this.tests(tree, recovered, variables, panther);
    this.damage(recovered, tests);
    for (const problem of recovered.parsed.problems) this.place(problem, tests, tree);
    if (panther) checkPantherFile(tree, top);
    else {
      top.unknownKeys([fileShape], tree);
      checkPantherPaths(tree, top);
      // What nobody uses is told, but harms nobody; what is used is told with its users.
      checkDefaults(child(tree, 'defaults'), this.ofDefaults, top, this.extensions(tree));
    }
    this.spread(tests, variables);
    // They break the tests that use them, or the run, when it comes to that.
    if (this.options.environment) checkSecrets(child(tree, 'secrets'), this.options.environment, this.ofDefaults);
    const parallel = this.options.parallel ?? this.parallel(tree, variables);
    this.runTime(tree, tests, parallel, variables);
    if (parallel > 1) checkSharedPorts(tests.flatMap(({ result }) => result.user ?? []), parallel);
    return yield* this.reading(tree, tests, variables, panther ? 'panther' : 'experiment');
  }

  private parallel(tree: Tree, variables: Variables): number {
    return Number(this.scalarAtTop(child(tree, 'parallel'), variables) ?? 1);
  }

  private runTime(tree: Tree, tests: readonly ReadTest[], parallel: number, variables: Variables): void {
    const limit = child(tree, 'timeout');
    const value = this.scalarAtTop(limit, variables);
    const own = typeof value === 'string' || typeof value === 'number' ? parseDuration(value) : undefined;
    const { timeoutMs: given } = this.options;
    const ms = given ?? own;
    if (ms !== undefined) checkRunTime({ ms, tree: limit ?? child(tree, 'tests') ?? tree, own: limit !== undefined && given === undefined }, tests.flatMap(({ result }) => result.least ?? []), parallel, this.top);
  }

  /** The value of a scalar at the top, its variables replaced. */
  private scalarAtTop(tree: Tree | undefined, variables: Variables): unknown {
    if (tree?.kind !== 'scalar') return undefined;
    return hasExpression(tree.value) ? this.settledText(String(tree.value), tree, variables) : tree.value;
  }

  private listOfVariable(name: string): ProblemList {
    const list = this.ofVariables.get(name) ?? new ProblemList(this.file, this.limit);
    this.ofVariables.set(name, list);
    return list;
  }

  private *tests(tree: Tree, recovered: Recovered, variables: Variables, panther: boolean): Work<ReadTest[]> {
    const { file, top, table, options } = this;
    const list = child(tree, 'tests') ?? (panther ? misplacedTests(tree, top) : undefined);
    if (!list) {
      const hint = tree.kind === 'map' ? [...tree.entries.keys()].map((key) => didYouMean(key, ['tests'])).find((text) => text !== '') ?? '' : '';
      if (!recovered.blocks.some(({ key }) => key === 'tests' || key === '')) top.tell(file.problem(tree.start, tree.start + 1, 'missing-key', `"tests" is missing: expected a list of tests.${hint}`, { expected: 'a list of tests' }));
      return [];
    }
    if (list.kind === 'scalar' && list.value === null || list.kind === 'list' && list.items.length === 0) {
      top.atHead(list, 'no-tests', '"tests" is empty: there is no test to run', { severity: 'information' });
      return [];
    }
    if (list.kind !== 'list') {
      if (top.itemsWithoutSpace(list)) return [];
      top.at(list, 'wrong-value', `"tests" must be a list; found ${describe(plain(list))}`, { expected: 'a list' });
      return [];
    }
    const given = child(tree, 'defaults');
    const defaults = panther || checkDefaultsSize(given, list.items, top) ? given : undefined;
    const extensions = this.extensions(tree);
    const folders = new TestFolders();
    let room = MAX_CASES;
    const read = (item: Tree, index: number): ReadTest => {
      const problems = new ProblemList(file, this.limit);
      const damaged = recovered.tests.get(index);
      if (damaged || this.limit.reached) {
        if (this.limit.reached || damaged?.errors.length === 0) problems.tell(this.unread(damaged?.from ?? item.from));
        else this.syntax(damaged?.errors ?? [], problems, `tests[${index}]`);
        const name = child(item, 'name');
        const base = damaged?.name ?? ((name?.kind === 'scalar' ? name.text : '') || `tests[${index}]`);
        const place = table.place({ from: damaged?.from ?? item.from, end: damaged?.to ?? item.end, path: ['tests', index] });
        return { list: problems, result: bare(base, place) };
      }
      if (panther) return { list: problems, result: readPantherTest(item, index, folders, problems, table) };
      const input: TestInput = { tree: item, defaults, variables, fileDir: path.dirname(file.file), env: this.hostEnv, secrets: secretsOf(tree), iterations: options.iterations, room, extensions };
      const result = new TestReader(input, problems, table).read(index);
      room -= result.count;
      const many = problems.problems.find(({ code }) => code === 'too-many-cases');
      if (many) top.tell(many);
      return { list: problems, result };
    };
    const tests: ReadTest[] = [];
    for (const [index, item] of list.items.entries()) {
      tests.push(read(item, index));
      yield;
    }
    return tests;
  }

  /** Stands for all that is not looked at, from the first of it on. */
  private unread(from: number): Problem {
    return this.rest ??= this.file.problem(from, from + 1, 'too-many-problems', TOO_MANY_PROBLEMS);
  }

  private syntax(errors: readonly SyntaxError[], list: ProblemList, at = ''): void {
    const found = parsePath(at);
    for (const { from, to, code, message } of errors) list.tell(this.file.problem(from, to, code, message, { path: found, ...syntaxFixes({ from, to, code, message }, this.file) }));
  }

  /** What is damaged for all tests. */
  private damageOfAll({ blocks, unreadFrom }: Recovered, tree: Tree): void {
    for (const { key, errors } of blocks) if (key !== 'variables' && key !== 'defaults') this.syntax(errors, this.top, child(tree, key) ? key : '');
    if (unreadFrom !== undefined && blocks.some(({ key, errors }) => key === '' || errors.length === 0)) this.top.tell(this.unread(unreadFrom));
  }

  private damage({ blocks }: Recovered, tests: readonly ReadTest[]): void {
    for (const { key, errors } of blocks) {
      if (key === 'variables') {
        for (const { list } of tests) if (list.usedVariables.size > 0) this.syntax(errors, list, key);
        // Whoever uses none of them is not harmed, but the damage must be told.
        this.syntax(errors, this.ofDefaults, key);
      } else if (key === 'defaults') {
        for (const { list } of tests) this.syntax(errors, list, key);
        this.syntax(errors, this.ofDefaults, key);
      }
    }
  }

  /** Gives a problem of the YAML itself to those it harms. */
  private place(problem: Problem, tests: readonly ReadTest[], tree: Tree): void {
    const [root, second] = parsePath(problem.path);
    if (root === 'tests' && typeof second === 'number') (tests[second]?.list ?? this.top).tell(problem);
    else if (root === 'variables' && typeof second === 'string') this.listOfVariable(second).tell(problem);
    else if (root === 'defaults') {
      this.ofDefaults.tell(problem);
      const concerned = second === undefined ? undefined : child(child(tree, 'defaults'), second);
      for (const { list, result } of tests) {
        const { services, steps } = result.data;
        if (second === 'service' ? services.length > 0 : second === 'step' ? steps.length > 0 : concerned !== undefined || second === undefined) list.tell(problem);
      }
    } else this.top.tell(problem);
  }

  private spread(tests: readonly ReadTest[], variables: Variables): void {
    for (const { list } of tests) {
      for (const name of reachable(variables.uses, list.usedVariables)) list.add(this.ofVariables.get(name)?.problems ?? []);
    }
  }

  /** A value of the top level, its variables replaced. */
  private settled(tree: Tree, variables: Variables): unknown {
    const value = plain(tree, new Set(['name', 'description']));
    if (typeof value !== 'object' || value === null) return value;
    const result: { [key: string]: unknown } = {};
    for (const [key, given] of Object.entries(value)) {
      const place = child(tree, key);
      if (!Object.hasOwn(fileHead, key) || !place) continue;
      result[key] = given;
      this.top.expressions(place, { roots: PLANNED, variables: variables.raw });
      result[key] = mapStrings(given, (text, at) => this.settledText(text, nearest(place, at), variables));
    }
    for (const name of reachable(variables.uses, this.top.usedVariables)) this.top.add(this.ofVariables.get(name)?.problems ?? []);
    return result;
  }

  private settledText(text: string, place: Tree, variables: Variables): unknown {
    if (!hasExpression(text)) return text;
    try {
      return evaluateText(text, { variables: variables.values, file: { dir: path.dirname(this.file.file) }, env: this.hostEnv });
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      if (this.top.errors.length === 0) this.top.at(place, 'unresolved-expression', error.message);
      return text;
    }
  }

  private observers(tree: Tree | undefined, dialect: Reading['dialect'], settled: ObserverHead): ObserverSettings {
    if (tree && dialect === 'panther') return readPantherObservers(tree, this.top);
    if (tree) checkObservers(tree, settled, this.top);
    return observerSettings(settled);
  }

  private extensions(tree: Tree | undefined): ReadExtensions {
    const { extensions, pluginsLeftOut = false } = this.options;
    return new ReadExtensions(extensions, extensions !== undefined || pluginsLeftOut || child(tree, 'plugins') !== undefined);
  }

  private plugins(tree: Tree | undefined, variables: Variables): Reading['plugins'] {
    const names: Names = { roots: PLANNED, variables: variables.raw };
    const scope = { variables: variables.values, file: { dir: path.dirname(this.file.file) }, env: this.hostEnv };
    const requests = readPlugins(child(tree, 'plugins'), names, scope, this.top, this.table);
    // What a plug-in's config lacks harms that plug-in alone.
    checkPluginConfigs(child(tree, 'plugins'), requests, this.ofDefaults, this.extensions(tree));
    return requests;
  }

  private *reading(tree: Tree | undefined, tests: readonly ReadTest[], variables: Variables, dialect: Reading['dialect'] = 'experiment'): Work<Reading> {
    const { file, top } = this;
    const settled = tree && dialect === 'experiment' ? this.settled(tree, variables) : {};
    if (tree && dialect === 'experiment') top.check(head, settled, tree, 'file');
    const value = (key: keyof typeof fileHead): unknown => (typeof settled === 'object' && settled !== null && Object.hasOwn(settled, key) ? (settled as { readonly [name: string]: unknown })[key] : undefined);
    const pick = <Key extends keyof typeof fileHead>(key: Key): z.output<(typeof fileHead)[Key]> | undefined => check(fileHead[key], value(key)).data as z.output<(typeof fileHead)[Key]> | undefined;
    const observers = this.observers(tree, dialect, { observers: pick('observers'), logging: pick('logging'), progress: pick('progress') });
    const plugins = dialect === 'experiment' ? this.plugins(tree, variables) : [];
    const blocked = top.errors.length > 0;
    const all = new OrderedProblems();
    for (const problem of top.problems) all.add(problem);
    // Those that nobody uses may be beyond the limit.
    for (const list of [...this.ofVariables.values(), this.ofDefaults]) for (const problem of list.problems) if (this.limit.has(problem)) all.add(problem);
    const nths = new Map<string, number>();
    const data: TestData[] = [];
    for (const { result, list } of tests) {
      const nth = (nths.get(result.idBase) ?? 0) + 1;
      nths.set(result.idBase, nth);
      for (const problem of list.problems) all.add(problem);
      const combinations: CombinationData[] = [];
      for (const combination of result.expand(nth)) {
        combinations.push(combination);
        for (const problem of combination.errors) if (this.limit.admits(problem)) all.add(problem);
        yield;
      }
      data.push({ ...result.data, combinations, errors: [...new Set(list.errors.map((problem) => all.add(problem)))] });
    }
    const { left } = this.limit;
    if (left > 0 && !this.rest) all.add(file.problem(file.text.length, file.text.length, 'too-many-problems', `${left.toLocaleString('en')} more problem${left === 1 ? ' is' : 's are'} not told`, { severity: 'information' }));
    const description = pick('description');
    const secrets = pick('secrets');
    const timeoutMs = pick('timeout');
    const output = pick('paths')?.output_dir ?? pantherOutput(tree, dialect) ?? 'outputs';
    const end = file.text.trimEnd().length;
    return {
      file: file.file, dialect, name: pick('name') || path.basename(file.file).replace(/(?:\.experiment)?\.ya?ml$/i, ''),
      ...(description === undefined ? {} : { description }),
      place: this.table.place({ from: tree?.start ?? 0, end, path: [] }),
      problems: all.sorted(), blocked, tests: data.map((test) => ({ ...test, errors: test.errors.map((index) => all.position(index)) })),
      variables: variables.values, ...(secrets === undefined ? {} : { secrets }), parallel: pick('parallel') ?? 1, ...runSettings(pick('fail_fast'), pick('fast_fail'), pick('order'), pick('seed'), pick('warmup')),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      outputDir: path.resolve(path.dirname(file.file), output), observers, plugins, ranges: this.table.toArray(), words: this.table.words,
    };
  }
}

const pantherOutput = (tree: Tree | undefined, dialect: Reading['dialect']): string | undefined => {
  const output = dialect === 'panther' ? child(child(tree, 'paths'), 'output_dir') : undefined;
  return output?.kind === 'scalar' && typeof output.value === 'string' && !output.value.includes('${') ? output.value : undefined;
};

type Head<Key extends keyof typeof fileHead> = z.output<(typeof fileHead)[Key]>;

/** PANTHER's `fast_fail` says what our `fail_fast` says, and more. */
const runSettings = (
  failFast: Head<'fail_fast'>, fastFail: Head<'fast_fail'>, order: Head<'order'>, seed: Head<'seed'>, warmup: Head<'warmup'>,
): Pick<Reading, 'failFast' | 'maxErrors' | 'failFastInTest' | 'order' | 'seed' | 'warmup'> => ({
  failFast: failFast ?? fastFail?.enabled ?? false,
  ...(fastFail?.max_errors_before_fail === undefined ? {} : { maxErrors: fastFail.max_errors_before_fail }),
  ...(fastFail?.test_level === true && fastFail.enabled !== false ? { failFastInTest: true } : {}),
  ...(order === undefined ? {} : { order }),
  ...(seed === undefined ? {} : { seed }),
  ...(warmup === undefined || warmup === 0 ? {} : { warmup }),
});

/** Names of the secrets, as far as they are names. */
const secretsOf = (tree: Tree): readonly string[] => {
  const list = child(tree, 'secrets');
  return list?.kind === 'list' ? list.items.flatMap((item) => (item.kind === 'scalar' && typeof item.value === 'string' ? [item.value] : [])) : [];
};

const bare = (base: string, place: TestData['place']): TestResult => ({
  data: { base, place, network: 'localhost', environments: [], env: {}, iterations: 1, services: [], steps: [], assertions: [], artifacts: [] },
  idBase: base, count: 1,
  expand: (nth) => [{ id: nth > 1 ? `${base}#${nth}` : base, name: base, matrix: {}, tags: [], errors: [] }],
});

/** Reads a file's text or bytes into plain data; never throws. */
export function* readExperiment(file: string, input: string | Uint8Array, options: LoadOptions = {}): Work<Reading & { readonly text: string }> {
  const decoded = decode(file, input);
  return { ...yield* new ExperimentReader(decoded.file, options, decoded.problems).read(), text: decoded.text };
}
