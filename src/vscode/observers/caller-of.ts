import path from 'node:path';
import * as vscode from 'vscode';
import type { ObserverSource } from '../../events';

const OWN = 'experiment-observer.experiment-observer';

/** Which extension has called, read from a stack: the API is one object for all of them. */
export function callerOf(stack: string): ObserverSource {
  for (const line of stack.split('\n').slice(1)) {
    const caller = vscode.extensions.all.find(({ id, extensionPath }) => id !== OWN && [path.sep, '/'].some((end) => line.includes(`${extensionPath}${end}`)));
    if (caller !== undefined) return { kind: 'extension', name: caller.id };
  }
  return { kind: 'api' };
}
