import type { TestState } from '../../results';
import { arranged, AS_IN_FILE, type Arrangement } from '../model/arrangement';
import type { Experiment } from '../model/experiment';
import { GROUPS, type DetailNode, type Group, type GroupNode, type Node, type NodeCache, type TestNode } from './nodes';

/** The rows below a row; `undefined`: the root. */
export function childrenOf(node: Node | undefined, experiments: readonly Experiment[], nodes: NodeCache, arrangement: Arrangement = AS_IN_FILE): readonly Node[] {
  if (node === undefined) return experiments.map((experiment) => nodes.experiment(experiment));
  switch (node.kind) {
    case 'experiment':
      return experimentChildren(node.experiment, nodes, arrangement);
    case 'test':
      return testChildren(node, nodes);
    case 'group':
      return groupChildren(node, nodes);
    case 'step':
      return stepChildren(node, nodes);
    case 'problem': case 'run-error': case 'failure': case 'attempt': case 'service': case 'assertion': case 'metric': case 'artifact':
      return [];
    default:
      return node satisfies never;
  }
}

function experimentChildren(experiment: Experiment, nodes: NodeCache, arrangement: Arrangement): readonly Node[] {
  return [
    ...shownProblems(experiment).map((index) => nodes.problem(experiment, index)),
    ...(experiment.newest?.state().errors ?? []).map((_, index) => nodes.runError(experiment, index)),
    ...arranged(experiment.tests(), arrangement).map((test) => nodes.test(experiment, test.id)),
  ];
}

/** Indices of the problems that deserve a row: mere information only where it is all there is. */
export function shownProblems({ loaded }: Experiment): readonly number[] {
  const all = loaded?.problems ?? [];
  return [...all.keys()].filter((index) => all[index]?.severity !== 'information' || loaded?.tests.length === 0);
}

function testChildren(node: TestNode, nodes: NodeCache): readonly Node[] {
  const state = node.experiment.test(node.test)?.state;
  if (state === undefined) return [];
  if (!hasDetails(state)) return [];
  return [
    ...state.failures.map((_, index) => nodes.failure(node, index)),
    ...state.earlier.map((_, index) => nodes.attempt(node, index)),
    ...GROUPS.filter((group) => membersOf(state, group).length > 0).map((group) => nodes.group(node, group)),
  ];
}

/** Whether there is anything to see below a test case: what it only plans is not. */
export function hasDetails({ failures, earlier, services, steps, assertions, metrics, artifacts }: TestState): boolean {
  return failures.length + earlier.length + steps.length + assertions.length + artifacts.length + Object.keys(metrics).length > 0
    || Object.values(services).some((service) => service.status !== 'planned');
}

function groupChildren(node: GroupNode, nodes: NodeCache): readonly Node[] {
  const state = node.experiment.test(node.test)?.state;
  return state === undefined ? [] : membersOf(state, node.group).map((key) => nodes.detail(node, DETAIL_OF[node.group], key));
}

function stepChildren(node: DetailNode, nodes: NodeCache): readonly Node[] {
  const steps = node.experiment.test(node.test)?.state?.steps ?? [];
  return steps.filter(({ parent }) => String(parent) === node.key).map((step) => nodes.detail(node, 'step', String(step.index)));
}

export const DETAIL_OF: { readonly [group in Group]: DetailNode['kind'] } = {
  services: 'service', steps: 'step', assertions: 'assertion', metrics: 'metric', artifacts: 'artifact',
};

/** Keys of what a group holds. */
export function membersOf(state: TestState, group: Group): readonly string[] {
  switch (group) {
    case 'services': return Object.keys(state.services);
    case 'steps': return state.steps.filter((step) => step.parent === undefined).map((step) => String(step.index));
    case 'assertions': return state.assertions.map((assertion) => String(assertion.index));
    case 'metrics': return Object.keys(state.metrics);
    case 'artifacts': return state.artifacts;
    default: return group satisfies never;
  }
}
