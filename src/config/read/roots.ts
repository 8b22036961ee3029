import type { Root } from '../expressions/names';
import type { Path } from '../path';

/** What can be named where the run is planned. */
export const PLANNED = ['variables', 'file', 'env'] as const satisfies readonly Root[];
/** Known before a run: what names, tags and the like may use. */
export const EARLY = ['matrix', ...PLANNED] as const satisfies readonly Root[];
/** What is known once a test case runs, before its services. */
export const OUTER = [...EARLY, 'secrets', 'test', 'run', 'iteration', 'attempt'] as const satisfies readonly Root[];
export const WITH_SERVICES = [...OUTER, 'services'] as const satisfies readonly Root[];
export const WITH_STEPS = [...WITH_SERVICES, 'steps'] as const satisfies readonly Root[];
/** What variables may be made of. */
export const OF_VARIABLES = ['variables', 'env', 'secrets', 'file', 'run'] as const satisfies readonly Root[];

/** What can be named at a place of a file. */
export const rootsAt = ([top, second, third]: Path): readonly Root[] => {
  if (top === 'variables') return OF_VARIABLES;
  if (top !== 'tests' && top !== 'defaults') return PLANNED;
  switch (top === 'tests' ? third : second) {
    case 'matrix':
    case 'iterations': return PLANNED;
    case 'env': return OUTER;
    case 'services':
    case 'service':
    case 'execution_environment': return WITH_SERVICES;
    case 'steps':
    case 'step':
    case 'assertions':
    case 'artifacts':
    case 'plugin_config': return WITH_STEPS;
    default: return EARLY;
  }
};
