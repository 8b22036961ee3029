import type { ProblemCode } from '../problem-codes';
import type { ProblemDetails } from '../yaml/text-file';
import type { Tree } from '../yaml/tree';

type Tell = (name: string, tree: Tree, code: ProblemCode, message: string, details: ProblemDetails) => void;

/** Two names that are one in the environment: `MATRIX_A_B` of both `a-b` and `A_B`. */
export const checkEnvironmentNames = (prefix: 'MATRIX' | 'VAR', trees: ReadonlyMap<string, Tree>, tell: Tell): void => {
  const seen = new Map<string, string>();
  for (const [name, tree] of trees) {
    const variable = `${prefix}_${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`;
    const other = seen.get(variable);
    if (other === undefined) seen.set(variable, name);
    else tell(name, tree, 'environment-clash', `"${name}" and "${other}" are both ${variable} in the environment, where "${name}" wins`, { severity: 'warning', found: name });
  }
};
