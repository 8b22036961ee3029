import { DEFAULT_OBSERVER_SETTINGS, type Draft, type LoadedExperiment, type TestCasePlan } from '../../../src/config';
import { EventManager, type BuiltInDraft, type SourceRef } from '../../../src/events';
import { RunModel } from '../../../src/results';
import { AS_IN_FILE, type Arrangement } from '../../../src/vscode/model/arrangement';
import { Experiment, type ShownRun } from '../../../src/vscode/model/experiment';
import { childrenOf } from '../../../src/vscode/tree/children';
import { NodeCache, type Node } from '../../../src/vscode/tree/nodes';
import { rowOf } from '../../../src/vscode/tree/rows';

export const FILE = '/work space/sample.experiment.yaml';
export const at = (path: string, line: number): SourceRef => ({ file: FILE, path, range: { start: { line, column: 5 }, end: { line, column: 20 } } });

const draft = (source: SourceRef): Draft => ({ value: {}, source, sourceOf: (path) => ({ ...source, path: path === '' ? source.path : `${source.path}.${path}`, range: at('', source.range.start.line + 1).range }) });

export const plan = (name: string, index: number, line: number, steps = 0): TestCasePlan => ({
  id: name, name, base: name, matrix: {}, iteration: 1, tags: [], dir: name, source: at(`tests[${index}]`, line), network: 'localhost', environments: [], env: {},
  services: [], steps: Array.from({ length: steps }, (_, step) => draft(at(`tests[${index}].steps[${step}]`, line + 10 + step))), assertions: [], artifacts: [], errors: [],
});

export const loadedWith = (tests: readonly TestCasePlan[], more: Partial<LoadedExperiment> = {}): LoadedExperiment => ({
  file: FILE, text: '', dialect: 'experiment', name: 'Sample', source: at('', 1), problems: [], blocked: false, tests, variables: {}, parallel: 1,
  failFast: false, outputDir: '/work space/outputs', observers: DEFAULT_OBSERVER_SETTINGS, plugins: [], ...more,
});

export function experimentOf(tests: readonly TestCasePlan[], more: Partial<LoadedExperiment> = {}): Experiment {
  const experiment = new Experiment('file:///sample', FILE, 'sample.experiment.yaml');
  experiment.loaded = loadedWith(tests, more);
  return experiment;
}

/** A run whose state grows with what is published. */
export function runOf(id: string, origin: ShownRun['origin'] = 'here'): ShownRun & { publish(...drafts: BuiltInDraft[]): void } {
  const model = new RunModel();
  const events = new EventManager({ run: id, now: () => new Date('2026-01-02T03:04:05Z') });
  events.registerObserver('**', (event) => model.apply(event));
  return { id, origin, state: () => model.state(), publish: (...drafts) => drafts.forEach((item) => events.publishEvent(item)) };
}

export const opening = (names: readonly string[]): readonly BuiltInDraft[] => [
  { type: 'experiment.configured', file: FILE, name: 'Sample', dir: '/out/run', settings: { parallel: 1, fail_fast: false }, environment: { platform: 'linux', node: '20', host: 'h', owner: 'window' }, source: at('', 1) },
  {
    type: 'experiment.started', tests: names.map((name, index) => ({
      id: name, name, base: name, matrix: {}, iteration: 1, tags: [], dir: name, source: at(`tests[${index}]`, 3 + index), services: [{ name: 'server', source: at(`tests[${index}].services.server`, 30) }],
    })),
  },
];

/** The whole tree as indented text: icon, label, description; `~` before what is dimmed. */
export const treeText = (...experiments: readonly Experiment[]): string => arrangedText(AS_IN_FILE, ...experiments);

/** The same under a filter or in another order. */
export function arrangedText(arrangement: Arrangement, ...experiments: readonly Experiment[]): string {
  const nodes = new NodeCache();
  const lines = (node: Node | undefined, depth: number): readonly string[] => childrenOf(node, experiments, nodes, arrangement).flatMap((child) => {
    const { icon, label, description, old, children } = rowOf(child, arrangement);
    return [`${'  '.repeat(depth)}${old ? '~' : ''}[${icon.id}] ${label}${description === undefined ? '' : ` — ${description}`}`, ...(children === 'none' ? [] : lines(child, depth + 1))];
  });
  return lines(undefined, 0).join('\n');
}
