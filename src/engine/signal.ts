/** The platform's `AbortSignal`, where its types are known; so the types of the library need no others. */
export type Signal = typeof globalThis extends { readonly AbortSignal: { readonly prototype: infer Known } } ? Known : {
  readonly aborted: boolean;
  readonly reason: unknown;
  throwIfAborted(): void;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
};

/** As much of a signal as a wait needs. */
export interface Abortable {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}
