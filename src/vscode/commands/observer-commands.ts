import type { CommandContext } from './context';

/** Commands that look into observers and steer them. */
export function observerCommands({ tracing }: CommandContext): { readonly [command: string]: (...args: unknown[]) => unknown } {
  return {
    traceObservers: () => {
      tracing.traceAll(!tracing.all);
      return tracing.all;
    },
    stopTracingObservers: () => tracing.traceAll(false),
  };
}
