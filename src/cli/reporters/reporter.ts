import type { Problem } from '../../config';
import type { ExperimentEvent } from '../../events';
import type { Progress } from '../../observers';
import type { RunState } from '../../results';
import type { Round, Run } from '../../runs';

/** One way to show runs. Each method is called for every run of the command, one run after another. */
export interface Reporter {
  /** Before anything of the run is there, so that something is on the screen at once. */
  onRunStarting?(file: string, experiment: string, testCases: number): void;
  /** Gives the run's progress to those that show it; it answers undefined when nobody counts. */
  followProgress?(progress: (now: number) => Progress | undefined): void;
  /** `model` has the event applied already. */
  onEvent?(event: ExperimentEvent, model: Run['model']): void;
  /** Everything is written and nothing is left alive. */
  onRunEnded?(state: RunState): void | Promise<void>;
  /** Nothing more of the run is told, though it had not ended. */
  onRunLeft?(state: RunState): void;
  /** Nothing of a file runs, because of these. */
  onRefused?(problems: readonly Problem[]): void;
  /** All runs of the command are repeated until one does not pass: another round of them begins. */
  onRoundStarting?(round: Round): void;
  /** What came of the rounds, in one line. */
  onRoundsEnded?(line: string): void;
  /** After the last run. */
  close?(): void | Promise<void>;
  /** Lets others write to the terminal: takes live lines away while `write` runs. */
  aside?(write: () => void): void;
}
