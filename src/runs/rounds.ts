import { rm } from 'node:fs/promises';
import { messageOf } from '../events';
import type { RunState } from '../results';

/** How a round ended: `nothing` passed in it and nothing could fail. */
export type RoundVerdict = 'passed' | 'failed' | 'stopped' | 'nothing';

export interface RoundEnd {
  readonly verdict: RoundVerdict;
  /** Of the runs of the round. */
  readonly states: readonly RunState[];
}

/** The round that begins, and what was before it. */
export interface Round {
  /** From 1. */
  readonly number: number;
  /** There are no more than so many; undefined: as many as it takes. */
  readonly most?: number;
  /** Test cases that passed in the rounds before. */
  readonly passed: number;
}

export interface RoundsEnd extends RoundEnd {
  /** The last round: the one that failed or was stopped, if any. */
  readonly number: number;
  /** Test cases that passed, in all rounds. */
  readonly passed: number;
  readonly elapsedMs: number;
  /** Folders of the last round that passed, unless the last of all did. */
  readonly passedDirs: readonly string[];
}

export interface RoundsRequest {
  readonly most?: number;
  /** Keeps the folders of all rounds; default: of the last one, and of the last one that passed. */
  readonly keepAll?: boolean;
  /** @throws whatever ends the rounds. */
  readonly run: (round: Round) => Promise<RoundEnd>;
  /** Told of a folder that cannot be deleted. */
  readonly onKept?: (dir: string, message: string) => void;
}

/** Whether nothing at all went wrong in a run. */
export const hasPassed = ({ outcome, errors }: RunState): boolean => outcome === 'passed' && errors.length === 0;

/** Runs one round after the other until one does not pass. Old rounds that passed do not fill the disk. */
export async function untilFailure({ most, keepAll = false, run, onKept = () => undefined }: RoundsRequest): Promise<RoundsEnd> {
  const began = performance.now();
  let passed = 0;
  let before: readonly string[] = [];
  for (let number = 1; ; number += 1) {
    const { verdict, states } = await run({ number, ...(most === undefined ? {} : { most }), passed });
    passed += states.reduce((sum, { counts }) => sum + counts.passed, 0);
    const end = { verdict, states, number, passed, elapsedMs: performance.now() - began, passedDirs: before };
    if (verdict !== 'passed') return end;
    if (!keepAll) for (const dir of before) await rm(dir, { recursive: true, force: true }).catch((error: unknown) => onKept(dir, messageOf(error)));
    if (number === most) return { ...end, passedDirs: [] };
    before = states.map(({ dir }) => dir);
  }
}
