import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type * as vscode from 'vscode';
import type { ProductApi } from '../host/product-api';
import { until } from './until';

/** What a question may use; it is sent as text, so it sees nothing else. */
export interface Host<A> {
  readonly vscode: typeof vscode;
  readonly api: ProductApi;
  /** Stays from one question to the next, until the window is reloaded. */
  readonly kept: { [name: string]: unknown };
  readonly require: (module: string) => unknown;
  readonly argument: A;
}

interface Address { readonly port: number; readonly pid: number }

/** Asks inside the extension host of one window. */
export class Probe {
  constructor(private readonly address: Address) {}

  /** The extension host's process. */
  get pid(): number {
    return this.address.pid;
  }

  /** @throws Error with the stack of whatever was thrown in the extension host. */
  async ask<T, A = undefined>(question: (host: Host<A>) => Promise<T> | T, argument?: A): Promise<T> {
    const response = await fetch(`http://127.0.0.1:${this.address.port}/`, {
      method: 'POST', body: JSON.stringify({ source: question.toString(), argument }), signal: AbortSignal.timeout(60_000),
    });
    const answer = await response.json() as { value: T } | { error: string };
    if ('error' in answer) throw new Error(answer.error);
    return answer.value;
  }
}

const fileFor = (dir: string, folder: string): string => path.join(dir, `${path.basename(folder)}.json`);

/** Before a window is opened or reloaded: an old address must not be taken for the new one. */
export const forgetProbe = (dir: string, folder: string): Promise<void> => rm(fileFor(dir, folder), { force: true });

/** Waits for the extension host of the window that has this folder open. */
export async function findProbe(dir: string, folder: string): Promise<Probe> {
  const text = await until('an extension host', () => readFile(fileFor(dir, folder), 'utf8').catch(() => ''), (found) => found !== '', 60_000);
  return new Probe(JSON.parse(text) as Address);
}
