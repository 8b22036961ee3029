/** Thrown where a plug-in tried to end the process that it is a guest in. */
export class ExitBlocked extends Error {
  override readonly name = 'ExitBlocked';
  constructor(code: unknown) {
    super(`it called process.exit(${code === undefined ? '' : String(code)}), which would have ended the run`);
  }
}

type Exit = typeof process.exit;

interface ExitGuardOptions {
  /** Whose code is on the stack; undefined when none of a plug-in's is. */
  readonly blame: (stack: string) => string | undefined;
  readonly told: (plugin: string | undefined, error: ExitBlocked) => void;
  /** Blocks every call, since a timer's callback may have no plug-in on its stack; else the others' calls do what they did before. */
  readonly everybody: boolean;
}

/** Keeps plug-ins from ending the process. Whoever may end it keeps the `process.exit` from before. */
export class ExitGuard {
  readonly #before: Exit = process.exit;
  readonly #guarded: Exit;

  constructor({ blame, told, everybody }: ExitGuardOptions) {
    const before = this.#before;
    this.#guarded = (code) => {
      const stack = deepStack();
      const plugin = blame(stack);
      if (plugin === undefined && !everybody) return Reflect.apply(before, process, [code]);
      const blocked = new ExitBlocked(code);
      told(plugin, blocked);
      throw blocked;
    };
    process.exit = this.#guarded;
  }

  dispose(): void {
    // Somebody may have put another in its place meanwhile.
    if (process.exit === this.#guarded) process.exit = this.#before;
  }
}

function deepStack(): string {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 200;
  const { stack = '' } = new Error('process.exit');
  Error.stackTraceLimit = stackTraceLimit;
  return stack;
}
