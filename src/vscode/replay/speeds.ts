import { l10n } from '../l10n';

/** How fast a replay may go, as a choice. */
export interface SpeedChoice {
  readonly label: string;
  /** `Infinity`: without waiting; undefined: another one is asked for. */
  readonly speed?: number;
}

export const speedChoices = (): readonly SpeedChoice[] => [
  { label: l10n.t('As it happened'), speed: 1 },
  { label: l10n.t('10 times as fast'), speed: 10 },
  { label: l10n.t('As fast as possible'), speed: Infinity },
  { label: l10n.t('Other…') },
];

/** As on the command line: a number above 0, or `max`; undefined for anything else. */
export function readSpeed(text: string): number | undefined {
  const typed = text.trim().replace(/^[x×]/i, '');
  if (typed === 'max') return Infinity;
  const factor = /^\d+(\.\d+)?$/.test(typed) ? Number(typed) : 0;
  return factor > 0 ? factor : undefined;
}

/** `replay ×10`. */
export const replayLabel = (speed: number): string => (speed === 1 || speed === Infinity ? l10n.t('replay') : l10n.t('replay ×{0}', speed));
