import type { SourceRef } from '../../events';
import { currentSource } from '../model/current-source';
import type { Experiment, ShownTest } from '../model/experiment';
import { localSource } from '../model/local-experiment';
import type { Node } from './nodes';

/** Where a row is declared, in the file as it is now. */
export function sourceOf(node: Node): SourceRef | undefined {
  const { experiment } = node;
  switch (node.kind) {
    case 'experiment':
      return experiment.loaded?.source ?? experiment.newest?.state().source;
    case 'problem': {
      const problem = experiment.loaded?.problems[node.index];
      return problem === undefined ? undefined : { file: problem.file, path: problem.path, range: problem.range };
    }
    case 'run-error':
      return localised(experiment, experiment.newest?.state().errors[node.index]?.source);
    case 'test': case 'failure': case 'attempt': case 'group': case 'service': case 'step': case 'assertion': case 'metric': case 'artifact': {
      const test = experiment.test(node.test);
      if (test === undefined) return undefined;
      return node.kind === 'test' ? ofTest(test) : currentSource(experiment, test, withinTest(node, test)) ?? ofTest(test);
    }
    default:
      return node satisfies never;
  }
}

const localised = (experiment: Experiment, source: SourceRef | undefined): SourceRef | undefined =>
  (source === undefined ? undefined : localSource(source, experiment.newest?.state().file, experiment));

const ofTest = (test: ShownTest): SourceRef | undefined => test.plan?.source ?? test.state?.source;

function withinTest(node: Exclude<Node, { kind: 'experiment' | 'problem' | 'run-error' | 'test' }>, { state }: ShownTest): SourceRef | undefined {
  if (state === undefined) return undefined;
  switch (node.kind) {
    case 'failure': return state.failures[node.index]?.source;
    case 'attempt': return state.earlier[node.index]?.failures[0]?.source;
    case 'service': return Object.hasOwn(state.services, node.key) ? state.services[node.key]?.source : undefined;
    case 'step': return state.steps.find((step) => String(step.index) === node.key)?.source;
    case 'assertion': return state.assertions.find((assertion) => String(assertion.index) === node.key)?.source;
    case 'group': case 'metric': case 'artifact': return undefined;
    default: return node satisfies never;
  }
}

