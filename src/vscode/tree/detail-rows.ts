import type { AssertionState, ServiceState, StepState, TestState } from '../../results';
import { l10n } from '../l10n';
import { outcomeText } from '../model/counts-text';
import { shortDuration, spokenDuration } from '../model/durations';
import { dimmed, outcomeIcon, serviceIcon, stepIcon } from './icons';
import type { DetailNode } from './nodes';
import type { Row, RowIcon } from './row';

interface Shown {
  readonly label: string;
  readonly description?: string;
  readonly icon: RowIcon;
  readonly context: string;
  readonly spoken: string;
  readonly tooltip?: string;
}

/** A service, step, assertion, metric or artifact of a test case. */
export function detailRow(node: DetailNode): Row {
  const test = node.experiment.test(node.test);
  const shown = test?.state === undefined ? undefined : show(node, test.state);
  const { icon, ...rest } = shown ?? { label: node.key, icon: { id: 'question' }, context: node.kind, spoken: node.key };
  const old = test?.old ?? true;
  return { id: node.id, ...rest, icon: old ? dimmed(icon) : icon, old, children: hasStepsBelow(node) ? 'expanded' : 'none', goesToConfig: node.kind !== 'artifact' };
}

const hasStepsBelow = ({ kind, key, experiment, test }: DetailNode): boolean =>
  kind === 'step' && experiment.test(test)?.state?.steps.some(({ parent }) => String(parent) === key) === true;

function show(node: DetailNode, state: TestState): Shown | undefined {
  switch (node.kind) {
    case 'service': return Object.hasOwn(state.services, node.key) ? service(state.services[node.key]) : undefined;
    case 'step': return step(state.steps.find((item) => String(item.index) === node.key));
    case 'assertion': return assertion(state.assertions.find((item) => String(item.index) === node.key));
    case 'metric': return metric(node.key, state.metrics[node.key]);
    case 'artifact': return { label: node.key, icon: { id: 'file' }, context: 'artifact', spoken: l10n.t('artifact {0}', node.key) };
    default: return node.kind satisfies never;
  }
}

function service(state: ServiceState | undefined): Shown | undefined {
  if (state === undefined) return undefined;
  const status = serviceText(state);
  const ports = Object.entries(state.ports);
  const where = state.status !== 'ready' && state.status !== 'starting' ? [] : ports.map(([name, port]) => (ports.length === 1 ? l10n.t('port {0}', String(port)) : l10n.t('port {0} {1}', name, String(port))));
  const description = [status, ...where].join(', ');
  return {
    label: state.name, description, icon: serviceIcon(state.status), context: `service${state.starts > 0 ? '.log' : ''}`,
    spoken: l10n.t('service {0}, {1}', state.name, description), ...(state.message === undefined ? {} : { tooltip: state.message }),
  };
}

function serviceText({ status, exit_code, signal, killed }: ServiceState): string {
  switch (status) {
    case 'planned': return l10n.t('planned');
    case 'starting': return l10n.t('starting');
    case 'ready': return l10n.t('ready');
    case 'stopping': return l10n.t('stopping');
    case 'stopped':
      if (killed) return l10n.t('killed');
      return signal !== null ? l10n.t('stopped, {0}', signal) : l10n.t('stopped, exit code {0}', exit_code === null ? '?' : exit_code);
    case 'error': return l10n.t('error');
    default: return status satisfies never;
  }
}

function step(state: StepState | undefined): Shown | undefined {
  if (state === undefined) return undefined;
  const took = state.duration_ms;
  const tries = state.tries > 1 ? [l10n.t('{0} tries', state.tries)] : [];
  const status = state.status === 'running' ? l10n.t('running') : outcomeText(state.status);
  const description = took === undefined ? status : [shortDuration(took), ...tries].join(', ');
  return {
    label: state.name, description, icon: stepIcon(state.status), context: `step${state.logs.length > 0 ? '.log' : ''}`,
    spoken: [l10n.t('step {0}', state.name), status, ...(took === undefined ? [] : [spokenDuration(took)]), ...tries].join(', '),
  };
}

function assertion(state: AssertionState | undefined): Shown | undefined {
  if (state === undefined) return undefined;
  const outcome = state.passed ? 'passed' : 'failed';
  const details = [...(state.expected === undefined ? [] : [l10n.t('expected: {0}', state.expected)]), ...(state.found === undefined ? [] : [l10n.t('found: {0}', state.found)]), ...(state.diff === undefined ? [] : [l10n.t('difference (- expected, + found):'), state.diff])];
  return {
    label: state.message, description: state.kind, icon: outcomeIcon(outcome), context: 'assertion',
    spoken: l10n.t('assertion {0}, {1}', state.message, outcomeText(outcome)), tooltip: [state.message, ...details].join('\n\n'),
  };
}

const metric = (name: string, value: number | undefined): Shown => ({
  label: name, description: String(value ?? ''), icon: { id: 'graph-line' }, context: 'metric', spoken: l10n.t('metric {0}, {1}', name, String(value ?? '')),
});
