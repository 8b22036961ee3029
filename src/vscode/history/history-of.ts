import type { HistoryRow } from '../../runs';
import { engine } from '../engine';
import type { Experiment } from '../model/experiment';

/** Where the runs of these experiments are on disk, and which they are; as long as that is the same, so is their history. */
export const placesOf = (experiments: readonly Experiment[]): { readonly dirs: readonly string[]; readonly files: readonly string[] } =>
  ({ dirs: [...new Set(experiments.flatMap(({ loaded }) => loaded?.outputDir ?? []))], files: experiments.map(({ file }) => file) });

/** The runs of these experiments that are on disk, newest first. */
export async function historyOf(experiments: readonly Experiment[]): Promise<readonly HistoryRow[]> {
  const { runHistory } = await engine();
  const places = placesOf(experiments);
  const files = new Set(places.files);
  const rows = await runHistory(places.dirs);
  return rows.filter(({ summary }) => summary === undefined || files.has(summary.file));
}

/** Together with those that were opened, each once, newest first. */
export function withOpened(own: readonly HistoryRow[], opened: readonly HistoryRow[]): readonly HistoryRow[] {
  const known = new Set(own.map(({ dir }) => dir));
  const began = ({ id, summary }: HistoryRow): string => summary?.run ?? id;
  return [...own, ...opened.filter(({ dir }) => !known.has(dir))].sort((a, b) => (began(a) < began(b) ? 1 : began(a) > began(b) ? -1 : 0));
}
