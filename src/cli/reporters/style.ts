import pc from 'picocolors';
import type { Outcome } from '../../events';

export type Style = (text: string) => string;
export type Colors = ReturnType<typeof pc.createColors>;

/** Colours only on a terminal that can show them, and never against the user's word. */
export function colorsFor(isTerminal: boolean, env: NodeJS.ProcessEnv): Colors {
  return pc.createColors(isTerminal && !env['NO_COLOR'] && env['TERM'] !== 'dumb');
}

/** A sign besides the colour, since not everybody sees colours. */
export const OUTCOME_SIGN: { readonly [outcome in Outcome]: string } = {
  passed: '✓', failed: '✗', error: '!', skipped: '-', cancelled: '◌', interrupted: '◌',
};

export function outcomeStyle(outcome: Outcome, colors: Colors): Style {
  switch (outcome) {
    case 'passed':
      return colors.green;
    case 'failed':
    case 'error':
      return colors.red;
    case 'skipped':
    case 'cancelled':
    case 'interrupted':
      return colors.yellow;
    default:
      return outcome satisfies never;
  }
}
