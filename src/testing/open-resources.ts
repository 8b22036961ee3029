import { AsyncLocalStorage, createHook } from 'node:async_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { Finding } from './rule';

/** What keeps a program from ending until it is closed, by the names that Node gives it. */
const KEEPING = /^(?:Timeout|(?:TCP|TCPSERVER|PIPE|PIPESERVER|PROCESS|UDP|FSEVENT|SIGNAL|TTY)WRAP|STATWATCHER|WORKER|MESSAGEPORT)$/;

interface Open {
  readonly type: string;
  readonly resource: object;
}

/** A timer that was `unref`ed, say, keeps nobody. */
const keeps = ({ resource }: Open): boolean => {
  const hasRef: unknown = Reflect.get(resource, 'hasRef');
  return typeof hasRef !== 'function' || Reflect.apply(hasRef, resource, []) !== false;
};

/**
 * What `work`, and nobody else in this process, has opened and has still open so many milliseconds after its end: a socket
 * takes a moment to close.
 */
export async function leftOpenBy(work: () => Promise<unknown>, limitMs: number): Promise<readonly Finding[]> {
  const watched = new AsyncLocalStorage<true>();
  const open = new Map<number, Open>();
  const hook = createHook({
    init: (id, type, _, resource) => { if (KEEPING.test(type) && watched.getStore() === true) open.set(id, { type, resource }); },
    destroy: (id) => { open.delete(id); },
  }).enable();
  try {
    await watched.run(true, work);
    for (const end = performance.now() + limitMs; ;) {
      const left = [...open.values()].filter(keeps).map(({ type }) => type);
      if (left.length === 0 || performance.now() > end) return [...new Set(left)].map((type) => ({ message: `${left.filter((one) => one === type).length} more of ${type}` }));
      await pause(10);
    }
  } finally {
    hook.disable();
  }
}
