import type { HistoryRow } from '../../runs';
import { engine } from '../engine';
import type { Experiment } from '../model/experiment';

/** The runs of these experiments that are on disk, newest first. */
export async function historyOf(experiments: readonly Experiment[]): Promise<readonly HistoryRow[]> {
  const { runHistory } = await engine();
  const dirs = [...new Set(experiments.flatMap(({ loaded }) => loaded?.outputDir ?? []))];
  const files = new Set(experiments.map(({ file }) => file));
  const rows = await runHistory(dirs);
  return rows.filter(({ summary }) => summary === undefined || files.has(summary.file));
}
