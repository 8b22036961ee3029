import * as vscode from 'vscode';
import type { ObserverStatus } from '../../events';
import { l10n } from '../l10n';
import { statusOf, type ObserverNode } from '../observers/observer-nodes';
import { canBeOpened, sourceText } from '../observers/observer-rows';
import { toUri } from '../paths';
import type { CommandContext } from './context';
import { tell } from '../tell';

/** What a command can be done to. */
interface Aim {
  readonly title: string;
  readonly fits: (status: ObserverStatus, node: ObserverNode) => boolean;
  /** Said where there is none. */
  readonly none: string;
}

/** Commands that look into observers and steer them: of a row, of the selected row, of one that is picked, or by name in every run under way. */
export function observerCommands({ tracing, observersView, explanations }: CommandContext): { readonly [command: string]: (...args: unknown[]) => unknown } {
  const targets = async (argument: unknown, { title, fits, none }: Aim): Promise<readonly ObserverNode[]> => {
    if (typeof argument === 'string') return observersView.nodesOf(argument);
    const [selected] = observersView.view.selection;
    const row = isObserverNode(argument) ? argument : isObserverNode(selected) ? selected : undefined;
    const fitting = (row === undefined ? observersView.nodesOf() : [row]).filter((node) => {
      const status = statusOf(node);
      return status !== undefined && fits(status, node);
    });
    if (fitting.length === 0) tell(none);
    return row === undefined && fitting.length > 0 ? pickObserver(fitting, title) : fitting;
  };
  /** @returns how many observers it was done to. */
  const steer = async (argument: unknown, aim: Aim, act: (node: ObserverNode) => boolean): Promise<number> => {
    const done = (await targets(argument, aim)).filter((node) => node.run.live && act(node)).length;
    observersView.refresh();
    return done;
  };
  const trace = async (argument: unknown, aim: Aim, on: boolean): Promise<void> => {
    for (const name of new Set((await targets(argument, aim)).flatMap((node) => statusOf(node)?.observer ?? []))) tracing.trace(name, on);
  };
  return {
    traceObservers: () => {
      tracing.traceAll(!tracing.all);
      return tracing.all;
    },
    stopTracingObservers: () => tracing.traceAll(false),
    traceObserver: (argument) => trace(argument, {
      title: l10n.t('Trace Observer'), fits: ({ observer }) => !tracing.isTraced(observer),
      none: tracing.all ? l10n.t('All observers are traced already.') : l10n.t('No run of this window has an observer that is not traced yet.'),
    }, true),
    stopTracingObserver: (argument) => trace(argument, {
      title: l10n.t('Stop Tracing Observer'), fits: ({ observer }) => !tracing.all && tracing.isTraced(observer),
      none: tracing.all ? l10n.t('All observers are traced: Stop Tracing Observers ends it.') : l10n.t('No observer is traced.'),
    }, false),
    suspendObserver: (argument) => steer(argument, {
      title: l10n.t('Suspend Observer'), fits: ({ suspended, vital }, { run }) => run.live && !suspended && !vital,
      none: l10n.t('Only observers of a run that is under way can be suspended, and not those that it needs.'),
    }, ({ run, observer }) => run.events.suspendObserver(observer)),
    resumeObserver: (argument) => steer(argument, {
      title: l10n.t('Resume Observer'), fits: ({ suspended }, { run }) => run.live && suspended, none: l10n.t('No observer of a run that is under way is suspended.'),
    }, ({ run, observer }) => run.events.resumeObserver(observer)),
    goToObserver: async (argument) => {
      const [node] = await targets(argument, {
        title: l10n.t('Go to Observer'), fits: ({ source }) => canBeOpened(source), none: l10n.t('Only observers of plug-ins and extensions have a place to go to.'),
      });
      const source = node === undefined ? undefined : statusOf(node)?.source;
      if (source?.file !== undefined) await vscode.window.showTextDocument(toUri(source.file), { preview: true });
      else if (source?.kind === 'extension') await vscode.commands.executeCommand('extension.open', source.name);
    },
    explainEventType: (type) => explanations.show(typeof type === 'string' ? type : undefined),
  };
}

async function pickObserver(nodes: readonly ObserverNode[], title: string): Promise<readonly ObserverNode[]> {
  const items = nodes.flatMap((node) => {
    const status = statusOf(node);
    return status === undefined ? [] : [{ label: status.observer, description: sourceText(status.source), detail: node.run.name, node }];
  });
  const chosen = await vscode.window.showQuickPick(items, { title, matchOnDescription: true });
  return chosen === undefined ? [] : [chosen.node];
}

const isObserverNode = (value: unknown): value is ObserverNode => typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'observer' && 'observer' in value;
