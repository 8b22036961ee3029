import type { Tree } from '../yaml/tree';
import type { ProblemList } from './problem-list';

/** Shorter ones would mask half of every text. */
export const SHORTEST_SECRET = 4;

/** Secrets that are not there, or that cannot be masked. */
export const checkSecrets = (secrets: Tree | undefined, environment: { readonly [name: string]: string | undefined }, list: ProblemList): void => {
  for (const tree of secrets?.kind === 'list' ? secrets.items : []) {
    if (tree.kind !== 'scalar' || typeof tree.value !== 'string') continue;
    const { value: name } = tree;
    const value = environment[name];
    if (value === undefined) list.at(tree, 'secret-not-set', `The environment variable ${name} is not set`, { severity: 'warning', found: name });
    else if (value.length < SHORTEST_SECRET) list.at(tree, 'short-secret', `The value of ${name} is shorter than ${SHORTEST_SECRET} characters: masking it would mask everything`, { found: name });
  }
};
