import { closest, didYouMean } from '../distance';
import { meaning } from '../fixes';
import { hasExpression } from '../expressions/template';
import type { Problem } from '../problem';
import { LATER_NETWORKS, NETWORKS } from '../schema/test';
import { valueText } from '../value-text';
import { child, type ScalarTree, type Tree } from '../yaml/tree';
import type { Evaluate } from './case-settings';
import type { Combination } from './combinations';
import type { ProblemList } from './problem-list';

/** The network environment of a test: the same for all its combinations, or one for each where an expression names it. */
export class NetworkReader {
  readonly #type: ScalarTree | undefined;

  constructor(test: Tree, private readonly list: ProblemList) {
    const tree = child(test, 'network_environment');
    const type = tree?.kind === 'map' ? child(tree, 'type') : tree;
    this.#type = type?.kind === 'scalar' && typeof type.value === 'string' ? type : undefined;
    const config = child(tree, 'plugin_config');
    if (config?.kind === 'map' && config.entries.size > 0 && (this.#type?.value ?? NETWORKS[0]) === NETWORKS[0]) {
      list.atHead(config, 'no-effect', `"plugin_config" has no effect here: ${NETWORKS[0]} has no settings`, { severity: 'information' });
    }
  }

  /** The one of all combinations, told if it is none; undefined where an expression names it. */
  common(): string | undefined {
    const type = this.#type;
    if (type === undefined) return NETWORKS[0];
    if (hasExpression(type.value)) return undefined;
    const problem = this.#problem(type, String(type.value));
    if (problem) this.list.tell(problem);
    return problem ? NETWORKS[0] : String(type.value);
  }

  of(matrix: Combination, evaluate: Evaluate, errors: Problem[]): string {
    const type = this.#type;
    if (type === undefined) return NETWORKS[0];
    const before = errors.length;
    const name = valueText(evaluate(String(type.value), matrix, type, errors));
    if (errors.length > before) return NETWORKS[0];
    const problem = this.#problem(type, name);
    if (problem) errors.push(problem);
    return problem ? NETWORKS[0] : name;
  }

  #problem(type: ScalarTree, name: string): Problem | undefined {
    const { file } = this.list;
    if (NETWORKS.some((known) => known === name)) return undefined;
    if (LATER_NETWORKS.some((known) => known === name)) return file.at(type, 'not-yet-supported', `"${name}" is part of the format, but not supported yet`, { found: name });
    const known = [...NETWORKS, ...LATER_NETWORKS];
    const fixes = hasExpression(type.value) ? {} : meaning(file, type, closest(name, known));
    return file.at(type, 'unknown-network', `There is no network environment "${name}".${didYouMean(name, known)}`, { found: name, expected: NETWORKS.join(', '), ...fixes });
  }
}
