import type { Names } from '../expressions/names';
import type { Path } from '../path';
import { stepId } from '../resolve/resolve-step';
import { valuesByKey } from '../read/matrix';
import { mergedTest } from '../read/merged-test';
import { capturedBy, recordable } from '../read/check-metrics';
import { environmentsOf } from '../read/read-environment';
import { portsOf } from '../read/read-service';
import { flatSteps } from '../read/read-step';
import { rootsAt } from '../read/roots';
import { child, mergeTrees, plain, type Tree } from '../yaml/tree';

/** What the file has names for, at one of its places. */
export interface NamesHere extends Names {
  readonly services: ReadonlyMap<string, readonly string[] | undefined>;
  readonly steps: readonly string[];
  readonly metrics: readonly string[];
  readonly tags: readonly string[];
}

const entries = (tree: Tree | undefined): readonly (readonly [string, Tree])[] => (tree?.kind === 'map' ? [...tree.entries] : []);
const items = (tree: Tree | undefined): readonly Tree[] => (tree?.kind === 'list' ? tree.items : []);
const texts = (tree: Tree | undefined): readonly string[] => (tree?.kind === 'scalar' && tree.value !== null ? [tree.text] : items(tree).flatMap(texts));
const maps = (tree: Tree | undefined): readonly { readonly [key: string]: unknown }[] => items(tree).filter(({ kind }) => kind === 'map').map((item) => plain(item) as { [key: string]: unknown });

const startsWith = (path: Path, start: Path): boolean => start.every((part, index) => part === path[index]);

/** What can be named at a path of what was read; each part is looked for when it is asked for. */
class NamesAt implements NamesHere {
  readonly roots: NamesHere['roots'];
  readonly secrets: readonly string[];
  private readonly defaults: Tree | undefined;
  private readonly test: Tree | undefined;

  constructor(private readonly tree: Tree, private readonly path: Path, private readonly hostEnv: readonly string[]) {
    this.roots = rootsAt(path);
    this.secrets = texts(child(tree, 'secrets'));
    this.defaults = child(tree, 'defaults');
    const own = path[0] === 'tests' ? child(child(tree, 'tests'), path[1] ?? 0) : undefined;
    this.test = own ? mergedTest(own, this.defaults) : this.defaults;
  }

  get variables(): NamesHere['variables'] {
    const found = new Map<string, unknown>();
    const tree = child(this.tree, 'variables');
    if (tree?.kind === 'map') for (const [name, value] of tree.entries) found.set(name, plain(value));
    return found;
  }

  /** As far as it stands in the file. */
  get matrix(): ReadonlyMap<string, readonly unknown[]> {
    const tree = child(this.test, 'matrix');
    const keys = new Map(entries(tree).filter(([key]) => key !== 'exclude' && key !== 'include').map(([key, values]) => [key, items(values).map((value) => plain(value))]));
    return valuesByKey({ keys, include: maps(child(tree, 'include')), exclude: [], count: 0 });
  }

  get services(): NamesHere['services'] {
    const defaults = child(this.defaults, 'service');
    return new Map(entries(child(this.test, 'services')).map(([name, service]) => [name, portsOf(mergeTrees(defaults, service) ?? service)]));
  }

  get steps(): readonly string[] {
    const all = this.allSteps;
    const ids = idsOf(all);
    return this.path[2] === 'steps' ? ids.slice(0, Math.max(0, all.findLastIndex((step) => startsWith(this.path, step.path)))) : ids;
  }

  get outputs(): ReadonlyMap<string, readonly string[]> {
    const all = this.allSteps;
    const ids = idsOf(all);
    return new Map(all.map((step, index) => [ids[index] ?? '', capturedBy(step)]));
  }

  get env(): readonly string[] {
    return this.hostEnv.filter((name) => !this.secrets.includes(name));
  }

  get metrics(): readonly string[] {
    return recordable({ services: [...this.services.keys()], steps: this.allSteps, environments: environmentsOf(child(this.test, 'execution_environment')) });
  }

  get tags(): readonly string[] {
    return texts(child(this.test, 'tags'));
  }

  private get allSteps(): readonly Tree[] {
    return items(child(this.test, 'steps')).flatMap(flatSteps);
  }
}

const idsOf = (steps: readonly Tree[]): readonly string[] => steps.map((step, index) => texts(child(step, 'id'))[0] ?? stepId(index));

export const namesAt = (tree: Tree, path: Path, env: readonly string[] = []): NamesHere => new NamesAt(tree, path, env);
