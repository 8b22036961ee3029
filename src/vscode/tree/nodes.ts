import type { Experiment } from '../model/experiment';

export const GROUPS = ['services', 'steps', 'assertions', 'metrics', 'artifacts'] as const;
export type Group = (typeof GROUPS)[number];

interface Common { readonly id: string; readonly experiment: Experiment; readonly parent?: Node }
interface OfTest extends Common { readonly test: string }

export interface ExperimentNode extends Common { readonly kind: 'experiment' }
export interface ProblemNode extends Common { readonly kind: 'problem'; readonly index: number }
export interface RunErrorNode extends Common { readonly kind: 'run-error'; readonly index: number }
export interface TestNode extends OfTest { readonly kind: 'test' }
export interface FailureNode extends OfTest { readonly kind: 'failure'; readonly index: number }
/** An attempt that another one followed. */
export interface AttemptNode extends OfTest { readonly kind: 'attempt'; readonly index: number }
export interface GroupNode extends OfTest { readonly kind: 'group'; readonly group: Group }
export interface DetailNode extends OfTest { readonly kind: 'service' | 'step' | 'assertion' | 'metric' | 'artifact'; readonly key: string }

/** What a row stands for; the row itself is made from the state when it is shown. */
export type Node = ExperimentNode | ProblemNode | RunErrorNode | TestNode | FailureNode | AttemptNode | GroupNode | DetailNode;

/** Keeps one node for each id, because the editor refreshes rows by identity. */
export class NodeCache {
  readonly #nodes = new WeakMap<Experiment, Map<string, Node>>();

  experiment(experiment: Experiment): ExperimentNode {
    return this.#get({ kind: 'experiment', id: experiment.key, experiment });
  }

  problem(experiment: Experiment, index: number): ProblemNode {
    const parent = this.experiment(experiment);
    return this.#get({ kind: 'problem', id: `${parent.id}|problem|${index}`, experiment, parent, index });
  }

  runError(experiment: Experiment, index: number): RunErrorNode {
    const parent = this.experiment(experiment);
    return this.#get({ kind: 'run-error', id: `${parent.id}|run-error|${index}`, experiment, parent, index });
  }

  test(experiment: Experiment, test: string): TestNode {
    const parent = this.experiment(experiment);
    return this.#get({ kind: 'test', id: `${parent.id}|test|${test}`, experiment, parent, test });
  }

  failure(parent: TestNode, index: number): FailureNode {
    const { experiment, test } = parent;
    return this.#get({ kind: 'failure', id: `${parent.id}|failure|${index}`, experiment, parent, test, index });
  }

  attempt(parent: TestNode, index: number): AttemptNode {
    const { experiment, test } = parent;
    return this.#get({ kind: 'attempt', id: `${parent.id}|attempt|${index}`, experiment, parent, test, index });
  }

  group(parent: TestNode, group: Group): GroupNode {
    const { experiment, test } = parent;
    return this.#get({ kind: 'group', id: `${parent.id}|${group}`, experiment, parent, test, group });
  }

  detail(parent: GroupNode | DetailNode, kind: DetailNode['kind'], key: string): DetailNode {
    const { experiment, test } = parent;
    return this.#get({ kind, id: `${parent.id}|${key}`, experiment, parent, test, key });
  }

  #get<T extends Node>(node: T): T {
    const nodes = this.#nodes.get(node.experiment) ?? new Map<string, Node>();
    this.#nodes.set(node.experiment, nodes);
    const known = nodes.get(node.id);
    // Ids carry the kind, so the known node is of the same type.
    if (known !== undefined) return known as T;
    nodes.set(node.id, node);
    return node;
  }
}
