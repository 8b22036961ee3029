import type { TestState } from '../../results';
import { l10n } from '../l10n';
import { AS_IN_FILE, type Arrangement } from '../model/arrangement';
import { outcomeText } from '../model/counts-text';
import { membersOf } from './children';
import { detailRow } from './detail-rows';
import { experimentRow } from './experiment-row';
import { dimmed, outcomeIcon, PROBLEM } from './icons';
import type { AttemptNode, FailureNode, Group, GroupNode, Node, ProblemNode, RunErrorNode } from './nodes';
import type { Row } from './row';
import { testRow } from './test-row';

/** What a node looks like now: a pure function of the state. */
export function rowOf(node: Node, arrangement: Arrangement = AS_IN_FILE): Row {
  switch (node.kind) {
    case 'experiment': return experimentRow(node, arrangement);
    case 'problem': return problemRow(node);
    case 'run-error': return runErrorRow(node);
    case 'test': return testRow(node);
    case 'failure': return failureRow(node);
    case 'attempt': return attemptRow(node);
    case 'group': return groupRow(node);
    case 'service': case 'step': case 'assertion': case 'metric': case 'artifact': return detailRow(node);
    default: return node satisfies never;
  }
}

function problemRow({ id, experiment, index }: ProblemNode): Row {
  const problem = experiment.loaded?.problems[index];
  const line = problem?.range.start.line ?? 1;
  const message = problem?.message ?? '';
  return {
    id, label: message, description: l10n.t('line {0}', line), icon: PROBLEM[problem?.severity ?? 'error'], children: 'none', context: 'problem',
    spoken: l10n.t('{0}: {1}, line {2}', problem?.severity ?? 'error', message, line), old: false, goesToConfig: true, tooltip: message,
  };
}

function runErrorRow({ id, experiment, index }: RunErrorNode): Row {
  const error = experiment.newest?.state().errors[index];
  const old = experiment.newest?.origin === 'journal';
  const message = error?.message ?? '';
  const icon = outcomeIcon('error');
  return {
    id, label: message, icon: old ? dimmed(icon) : icon, children: 'none', context: 'run-error', spoken: l10n.t('error: {0}', message),
    old, goesToConfig: error?.source !== undefined, tooltip: message,
  };
}

function failureRow({ id, experiment, test: testId, index }: FailureNode): Row {
  const test = experiment.test(testId);
  const failure = test?.state?.failures[index];
  const old = test?.old ?? true;
  const message = failure?.message ?? '';
  const line = failure?.source?.range.start.line;
  const icon = { id: 'arrow-small-right', color: 'list.errorForeground' };
  const details = [
    ...(failure?.expected === undefined ? [] : [l10n.t('expected: {0}', failure.expected)]),
    ...(failure?.found === undefined ? [] : [l10n.t('found: {0}', failure.found)]),
    ...(failure?.diff === undefined ? [] : [l10n.t('difference (- expected, + found):'), failure.diff]),
  ];
  return {
    id, label: oneLine(message), ...(line === undefined ? {} : { description: l10n.t('line {0}', line) }), icon: old ? dimmed(icon) : icon,
    children: 'none', context: 'failure', old, goesToConfig: true, tooltip: [message, ...details].join('\n\n'),
    spoken: line === undefined ? l10n.t('failure: {0}', oneLine(message)) : l10n.t('failure: {0}, line {1}', oneLine(message), line),
  };
}

function attemptRow({ id, experiment, test: testId, index }: AttemptNode): Row {
  const test = experiment.test(testId);
  const attempt = test?.state?.earlier[index];
  const old = test?.old ?? true;
  const outcome = attempt?.outcome ?? 'failed';
  const label = l10n.t('Attempt {0}', attempt?.attempt ?? index + 1);
  const [first] = attempt?.failures ?? [];
  const description = [outcomeText(outcome), ...(first === undefined ? [] : [oneLine(first.message)])].join(': ');
  const icon = outcomeIcon(outcome);
  return {
    id, label, description, icon: old ? dimmed(icon) : icon, children: 'none', context: 'attempt', old, goesToConfig: true,
    spoken: `${label}, ${description}`, tooltip: [label, ...(attempt?.failures ?? []).map(({ message }) => message)].join('\n\n'),
  };
}

function groupRow({ id, experiment, test: testId, group }: GroupNode): Row {
  const test = experiment.test(testId);
  const label = groupLabel(group);
  const description = test?.state === undefined ? '' : groupText(test.state, group);
  return {
    id, label, description, icon: { id: GROUP_ICONS[group] }, children: 'collapsed', context: 'group', old: test?.old ?? true,
    spoken: `${label}, ${description}`, goesToConfig: false,
  };
}

const GROUP_ICONS: { readonly [group in Group]: string } = {
  services: 'server-process', steps: 'list-ordered', assertions: 'checklist', metrics: 'graph', artifacts: 'files',
};

function groupLabel(group: Group): string {
  switch (group) {
    case 'services': return l10n.t('Services');
    case 'steps': return l10n.t('Steps');
    case 'assertions': return l10n.t('Assertions');
    case 'metrics': return l10n.t('Metrics');
    case 'artifacts': return l10n.t('Artifacts');
    default: return group satisfies never;
  }
}

function groupText(state: TestState, group: Group): string {
  const total = membersOf(state, group).length;
  const bad = group === 'services' ? Object.values(state.services).filter((service) => service.status === 'error').length
    : group === 'steps' ? state.steps.filter((step) => step.status === 'failed' || step.status === 'error').length
      : group === 'assertions' ? state.assertions.filter((assertion) => !assertion.passed).length : 0;
  return bad === 0 ? String(total) : l10n.t('{0}, {1} failed', total, bad);
}

const oneLine = (text: string): string => text.replaceAll(/\s*\n\s*/g, ' ⏎ ');
