import type { LoadedExperiment, TestCasePlan } from '../../config';
import type { PluginSet } from '../../plugins';
import type { RunState, TestState } from '../../results';

/** A run as shown for its experiment. */
export interface ShownRun {
  readonly id: string;
  /** `here`: driven by this window; `journal`: read back after a reload; `elsewhere`: somebody else drives it. */
  readonly origin: 'here' | 'journal' | 'elsewhere';
  /** Who drives or drove it, when that was followed. */
  readonly driver?: string;
  /** What of the past this is, as in `at 0:12.3 of run …`: it is not the state of now. */
  readonly past?: string;
  /** Where its folder is, when that may not be where it was when it ran. */
  readonly dir?: string;
  state(): RunState;
}

/** Where the run's folder is now. */
export const dirOf = (run: ShownRun): string => run.dir ?? run.state().dir;

/** A test case as shown: what the file says of it, and its latest result. */
export interface ShownTest {
  readonly id: string;
  readonly name: string;
  readonly plan?: TestCasePlan;
  readonly run?: ShownRun;
  readonly state?: TestState;
  /** The result is not of the newest run, or of one before the window was loaded. */
  readonly old: boolean;
}

/** One experiment file with what is known of it and its latest runs. */
export class Experiment {
  /** Waiting for its turn, or being read and started. */
  pending: 'queued' | 'starting' | undefined;
  /** As of when it was last read; absent in a workspace that is not trusted. */
  plugins: PluginSet | undefined;
  #loaded: LoadedExperiment | undefined;
  #plans: ReadonlyMap<string, TestCasePlan> = new Map();
  #runs: readonly ShownRun[] = [];

  /** @param key the file's Uri as text; @param pinned it stays listed even when no glob matches it. */
  constructor(readonly key: string, readonly file: string, readonly fallbackName: string, public pinned = false) {}

  /** The file as last read. */
  get loaded(): LoadedExperiment | undefined {
    return this.#loaded;
  }

  set loaded(loaded: LoadedExperiment | undefined) {
    this.#loaded = loaded;
    this.#plans = new Map(loaded?.tests.map((test) => [test.id, test]));
  }

  get name(): string {
    return this.loaded?.name ?? this.newest?.state().name ?? this.fallbackName;
  }

  /** Newest first. */
  get runs(): readonly ShownRun[] {
    return this.#runs;
  }

  get newest(): ShownRun | undefined {
    return this.#runs[0];
  }

  /** Runs of this window that have not ended. */
  get live(): readonly ShownRun[] {
    return this.#runs.filter((run) => run.origin === 'here' && run.state().status !== 'ended');
  }

  show(run: ShownRun): void {
    const others = this.#runs.filter((other) => other.id !== run.id);
    this.#runs = [run, ...others].sort((a, b) => (a.id < b.id ? 1 : a.id > b.id ? -1 : 0));
  }

  /** Forgets runs of which nothing is shown any more. */
  forgetHidden(): void {
    const covered = new Set<string>();
    this.#runs = this.#runs.filter((run, index) => {
      const state = run.state();
      const fresh = state.order.filter((id) => !covered.has(id));
      for (const id of fresh) covered.add(id);
      return index === 0 || fresh.length > 0 || (state.status !== 'ended' && run.origin !== 'journal');
    });
  }

  test(id: string): ShownTest | undefined {
    return this.#shown(id, this.#plans.get(id));
  }

  /** In the file's order; then those that only the newest run knows. */
  tests(): readonly ShownTest[] {
    const gone = (this.newest?.state().order ?? []).filter((id) => !this.#plans.has(id));
    return [...this.#plans.keys(), ...gone].map((id) => this.test(id)).filter((test) => test !== undefined);
  }

  #shown(id: string, plan: TestCasePlan | undefined): ShownTest | undefined {
    for (const [index, run] of this.#runs.entries()) {
      const tests = run.state().tests;
      const state = Object.hasOwn(tests, id) ? tests[id] : undefined;
      if (state === undefined) continue;
      return { id, name: plan?.name ?? state.name, ...(plan === undefined ? {} : { plan }), run, state, old: index > 0 || run.origin === 'journal' };
    }
    return plan === undefined ? undefined : { id, name: plan.name, plan, old: false };
  }
}
