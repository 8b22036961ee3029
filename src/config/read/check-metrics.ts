import { closest } from '../distance';
import { assertionForm } from '../assertion-form';
import { hasExpression } from '../expressions/template';
import { isEnvironmentType, type EnvironmentType } from '../schema/execution-environment';
import { child, nearest, plain, type Tree } from '../yaml/tree';
import { meaning } from '../fixes';
import type { ProblemList } from './problem-list';

/** What each environment finds; what ends with a dot has a name of its own after it. */
const FINDINGS: { readonly [type in EnvironmentType]: readonly string[] } = {
  usage: ['cpu_seconds', 'peak_memory_bytes'],
  strace: ['syscalls', 'syscalls_failed', 'syscalls.'],
  memcheck: ['memcheck_errors'],
  perf_stat: ['perf.'],
  pid_namespace: [], command_prefix: [],
};

/** Undefined where something may find what is not known here. */
const findingsOf = (environments: readonly Tree[]): readonly string[] | undefined => {
  const found = [...FINDINGS.usage];
  for (const tree of environments) {
    const type = tree.kind === 'map' ? child(tree, 'type') : tree;
    if (type?.kind !== 'scalar' || typeof type.value !== 'string' || !isEnvironmentType(type.value)) return undefined;
    found.push(...FINDINGS[type.value]);
  }
  return found;
};

interface Parts {
  readonly services: readonly string[];
  /** All steps, those below others too. */
  readonly steps: readonly Tree[];
  readonly environments: readonly Tree[];
  readonly assertions: readonly Tree[];
}

/** The metrics that a step captures. */
export const capturedBy = (step: Tree): readonly string[] => {
  const capture = child(step, 'capture');
  return capture?.kind === 'map' ? [...capture.entries.keys()] : [];
};

/** The metrics of a test, as far as their names are known. */
export const recordable = ({ services, steps, environments }: Omit<Parts, 'assertions'>): readonly string[] =>
  [...steps.flatMap(capturedBy), ...services.flatMap((service) => (findingsOf(environments) ?? []).filter((one) => !one.endsWith('.')).map((one) => `${service}.${one}`))];

/** Warns of an assertion on a metric that nothing in the test can record. */
export const checkMetrics = ({ services, steps, environments, assertions }: Parts, list: ProblemList): void => {
  const captured = steps.flatMap(capturedBy);
  const findings = findingsOf(environments);
  const found = (service: string, name: string): boolean => services.includes(service) && (findings === undefined || findings.some((one) => (one.endsWith('.') ? name.startsWith(one) && name !== one : name === one)));
  const known = recordable({ services, steps, environments });
  for (const tree of assertions) {
    const form = assertionForm(plain(tree));
    if (form?.kind !== 'metric' && form?.kind !== 'performance_metric') continue;
    const own = form.under === '' ? tree : child(tree, form.under) ?? tree;
    const place = child(own, form.kind === 'metric' ? 'name' : 'metric');
    if (place?.kind !== 'scalar' || typeof place.value !== 'string' || hasExpression(place.value)) continue;
    const { value: name } = place;
    const service = child(own, 'service');
    if (form.kind === 'performance_metric') {
      const of = service?.kind === 'scalar' && typeof service.value === 'string' ? service.value : undefined;
      if (of === undefined || hasExpression(of) || captured.includes(name) || found(of, name)) continue;
      tell(list, nearest(own, ['metric']), `${of}.${name}`, name, [...captured, ...findings ?? []].filter((one) => !one.endsWith('.')));
      continue;
    }
    const [first = '', ...rest] = name.split('.');
    if (captured.includes(name) || found(first, rest.join('.'))) continue;
    tell(list, place, name, name, known);
  }
};

const tell = (list: ProblemList, place: Tree, metric: string, word: string, known: readonly string[]): void => {
  const meant = closest(word, known);
  const hint = meant !== undefined ? ` Did you mean "${meant}"?` : known.length > 0 && known.length <= 12 ? ` Recorded: ${known.join(', ')}` : '';
  list.at(place, 'unknown-metric', `Nothing in this test records the metric "${metric}".${hint}`, { severity: 'warning', found: word, ...meaning(list.file, place, meant) });
};
