import { messageOf, type Failure } from '../events';
import { DEFAULT_LIMITS, LimitExceeded, withLimit } from './limits';
import type { Signal } from './signal';
import type { Clock } from './step-context';

/** What a test case left behind, once its artifacts are in its folder. */
export interface CaseResults {
  readonly test: string;
  readonly name: string;
  /** Absolute path of its folder. */
  readonly dir: string;
  /** Paths below `artifacts/` of its folder. */
  readonly artifacts: readonly string[];
  readonly metrics: { readonly [name: string]: number };
}

/** What all test cases of a run left behind. */
export interface RunResults {
  readonly run: string;
  /** Absolute path of the run's folder. */
  readonly dir: string;
  readonly outcomes: { readonly [test: string]: string };
}

/** Something that is wrong with the results. */
export interface Finding {
  /** `failed`: the results are not what they should be. `error`: nothing can be said of them. */
  readonly severity: 'failed' | 'error';
  readonly message: string;
  readonly expected?: string;
  readonly found?: string;
}
export type Findings = readonly Finding[];

/** Looks at what a test case or a run has left behind, and says what is wrong with it. One that throws is itself an error. */
export interface ResultValidator {
  readonly name: string;
  /** Called once for each test case that was not cancelled, before it is judged; what it finds fails or breaks the test case. */
  validateResults?(results: CaseResults, signal: Signal): Findings | Promise<Findings>;
  /** Called once, after all test cases; whatever it finds is an error of the run. */
  validateRun?(results: RunResults, signal: Signal): Findings | Promise<Findings>;
}

interface Surroundings {
  readonly clock: Clock;
  /** Aborted: the validators are given up. */
  readonly signal: Signal;
  readonly tell: (failure: Failure) => void;
}

/** Asks one validator after the other; each has a time limit of its own, and none keeps another from being asked. */
export async function validateWith(
  validators: readonly ResultValidator[], ask: (validator: ResultValidator, signal: Signal) => Findings | Promise<Findings> | undefined,
  { clock, signal, tell }: Surroundings,
): Promise<void> {
  const phase = 'results';
  for (const validator of validators) {
    const what = `Validating the results with ${validator.name}`;
    try {
      const findings = await withLimit({ what, ms: DEFAULT_LIMITS.resultsMs, clock, signal }, async (inner) => await ask(validator, inner) ?? []);
      for (const { severity, message, ...details } of findings) tell({ phase, kind: severity === 'failed' ? 'expectation' : 'plugin', message: `${validator.name}: ${message}`, ...details });
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof LimitExceeded) tell({ phase, kind: 'timeout', message: error.message });
      else tell({ phase, kind: 'plugin', message: `${validator.name}: ${messageOf(error)}` });
    }
  }
}
