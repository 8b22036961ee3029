import { csvCell } from './csv-cell';
import type { RunSummary, TestSummary } from './run-summary';

type Cell = string | number | undefined;

const COLUMNS: { readonly [name: string]: (test: TestSummary, run: RunSummary) => Cell } = {
  run: (test, { run }) => test.run ?? run,
  experiment: (_, { experiment }) => experiment,
  id: ({ id }) => id,
  name: ({ name }) => name,
  base: ({ base }) => base,
  iteration: ({ iteration }) => iteration,
  attempt: ({ attempt }) => attempt,
  flaky: ({ flaky }) => String(flaky === true),
  outcome: ({ outcome }) => outcome,
  duration_ms: ({ duration_ms }) => duration_ms,
  reason: ({ reason }) => reason,
  failures: ({ failures }) => failures.length,
  message: ({ failures: [first] }) => first?.message,
  expected: ({ failures: [first] }) => first?.expected,
  found: ({ failures: [first] }) => first?.found,
  file: ({ failures: [first] }) => first?.source?.file,
  line: ({ failures: [first] }) => first?.source?.line,
};

/** A table by RFC 4180: one row a test case, and columns of its own for each matrix key and each metric of any of them. */
export function* csvReport(run: RunSummary): Generator<string> {
  const keys = namesOf(run, ({ matrix }) => matrix);
  const metrics = namesOf(run, (test) => test.metrics);
  yield row([...Object.keys(COLUMNS), ...keys.map((key) => `matrix.${key}`), ...metrics.map((name) => `metric.${name}`)]);
  for (const test of run.tests) {
    yield row([
      ...Object.values(COLUMNS).map((column) => column(test, run)),
      ...keys.map((key) => valueText(own(test.matrix, key))), ...metrics.map((name) => own(test.metrics, name)),
    ]);
  }
}

const row = (cells: readonly Cell[]): string => `${cells.map(csvCell).join(',')}\r\n`;

const namesOf = ({ tests }: RunSummary, of: (test: TestSummary) => object): readonly string[] => [...new Set(tests.flatMap((test) => Object.keys(of(test))))];

const own = <T>(values: { readonly [key: string]: T }, key: string): T | undefined => (Object.hasOwn(values, key) ? values[key] : undefined);

const valueText = (value: unknown): Cell => (typeof value === 'string' || typeof value === 'number' || value === undefined ? value : JSON.stringify(value));
