// Only npm run bench installs these packages: what it uses of them is declared here, so that the types hold without them.
declare module 'mitt' {
  interface Mitt<E extends object> {
    on(type: '*', listener: (type: keyof E, event: E[keyof E]) => void): void;
    emit<T extends keyof E>(type: T, event: E[T]): void;
  }
  export default function mitt<E extends object>(): Mitt<E>;
}

declare module 'eventemitter2' {
  export class EventEmitter2 {
    constructor(options: { wildcard: boolean; delimiter: string; maxListeners: number });
    on(pattern: string, listener: (event: never) => void): this;
    emit(type: string, event: unknown): boolean;
  }
}

declare module 'emittery' {
  export default class Emittery<E extends object> {
    on<T extends keyof E>(type: T, listener: (event: E[T]) => void): () => void;
    emit<T extends keyof E>(type: T, event: E[T]): Promise<void>;
  }
}
