import * as vscode from 'vscode';
import { statusOf, type ObserverNode } from '../observers/observer-nodes';
import { toUri } from '../paths';
import type { CommandContext } from './context';

/** Commands that look into observers and steer them: of a row, of the selected row, or by name in every run under way. */
export function observerCommands({ tracing, observersView, explanations }: CommandContext): { readonly [command: string]: (...args: unknown[]) => unknown } {
  const targets = (argument: unknown): readonly ObserverNode[] => {
    if (typeof argument === 'string') return observersView.nodesOf(argument);
    const node = isObserverNode(argument) ? argument : observersView.view.selection[0];
    return node?.kind === 'observer' ? [node] : [];
  };
  /** @returns how many observers it was done to. */
  const steer = (argument: unknown, act: (node: ObserverNode) => boolean): number => {
    const done = targets(argument).filter((node) => node.run.live && act(node)).length;
    observersView.refresh();
    return done;
  };
  const trace = (argument: unknown, on: boolean): void => {
    for (const name of new Set(targets(argument).flatMap((node) => statusOf(node)?.observer ?? []))) tracing.trace(name, on);
  };
  return {
    traceObservers: () => {
      tracing.traceAll(!tracing.all);
      return tracing.all;
    },
    stopTracingObservers: () => tracing.traceAll(false),
    traceObserver: (argument) => trace(argument, true),
    stopTracingObserver: (argument) => trace(argument, false),
    suspendObserver: (argument) => steer(argument, ({ run, observer }) => run.events.suspendObserver(observer)),
    resumeObserver: (argument) => steer(argument, ({ run, observer }) => run.events.resumeObserver(observer)),
    goToObserver: async (argument) => {
      const [node] = targets(argument);
      const source = node === undefined ? undefined : statusOf(node)?.source;
      if (source?.file !== undefined) await vscode.window.showTextDocument(toUri(source.file), { preview: true });
      else if (source?.kind === 'extension') await vscode.commands.executeCommand('extension.open', source.name);
    },
    explainEventType: (type) => explanations.show(typeof type === 'string' ? type : undefined),
  };
}

const isObserverNode = (value: unknown): value is ObserverNode => typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'observer' && 'observer' in value;
