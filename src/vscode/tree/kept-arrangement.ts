import * as vscode from 'vscode';
import { engine } from '../engine';
import { AS_IN_FILE, isFiltered, ORDERS, STATES, type Arrangement } from '../model/arrangement';
import { patternOf } from '../model/name-pattern';
import type { ShownTest } from '../model/experiment';

const KEY = 'arrangement';

/** Which test cases the tree shows and in which order, as the workspace remembers it. */
export class KeptArrangement implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  #now: Arrangement;

  constructor(private readonly memory: vscode.Memento) {
    this.#now = read(memory.get<unknown>(KEY));
    // After activation: it must not wait for the engine.
    if (this.#now.text !== undefined) setImmediate(() => void this.set(this.#now));
    else this.#tell();
  }

  get now(): Arrangement {
    return this.#now;
  }

  /** From now on, and the next time. */
  async set({ states, text, order }: Omit<Arrangement, 'matches'>): Promise<void> {
    const matches = text === undefined ? undefined : await matcherOf(text);
    this.#now = { order, ...(states === undefined ? {} : { states }), ...(text === undefined ? {} : { text }), ...(matches === undefined ? {} : { matches }) };
    this.#tell();
    this.#changed.fire();
    await this.memory.update(KEY, { order, ...(states === undefined ? {} : { states: [...states] }), ...(text === undefined ? {} : { text }) });
  }

  dispose(): void {
    this.#changed.dispose();
  }

  #tell(): void {
    void vscode.commands.executeCommand('setContext', 'experimentObserver.filtered', isFiltered(this.#now));
  }
}

/** Whether the name, in its file or as it is shown, or a tag is what the text means. */
export async function matcherOf(text: string): Promise<(test: ShownTest) => boolean> {
  const { compileNameGlob } = await engine();
  const pattern = patternOf(text, compileNameGlob);
  return ({ id, name, plan, state }) => pattern.matches({ id, name, base: plan?.base ?? state?.base ?? name, tags: plan?.tags ?? state?.tags ?? [] });
}

/** What an older version or somebody else has written counts as far as it can be understood. */
function read(kept: unknown): Arrangement {
  if (typeof kept !== 'object' || kept === null) return AS_IN_FILE;
  const { states, text, order }: { states?: unknown; text?: unknown; order?: unknown } = kept;
  const known = Array.isArray(states) ? STATES.filter((state) => states.includes(state)) : [];
  return {
    order: ORDERS.find((one) => one === order) ?? 'file',
    ...(known.length === 0 ? {} : { states: new Set(known) }), ...(typeof text === 'string' && text !== '' ? { text } : {}),
  };
}
