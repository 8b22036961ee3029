import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isBuiltInEvent } from '../../events';
import { PluginSet } from '../../plugins';
import { CONFIG_FILE, journalEvents, type StoredRun } from '../../results';
import type { CommandPlugins } from '../command-plugins';
import { shownPath, type CommandContext } from '../context';
import type { ReportedJournal } from '../reported-journal';

/** Attaches the plug-ins that were asked for. @param own those that the run's experiment would have now, too. */
export async function attachPlugins(run: StoredRun, plugins: CommandPlugins, own: boolean, shown: ReportedJournal, notice: (line: string) => void, { cwd }: CommandContext): Promise<PluginSet> {
  const file = await experimentFile(run);
  const text = await readFile(path.join(run.dir, CONFIG_FILE)).catch(() => undefined);
  if (file === undefined || text === undefined) return new PluginSet();
  const { plugins: set } = await plugins.readText(file, own ? text : new Uint8Array());
  for (const { name, message, file: at } of set.faults.filter(({ source }) => source !== undefined)) notice(`plug-in ${name} (${shownPath(at, cwd)}): ${message}`);
  set.attach({ events: shown.events, id: run.id, dir: run.dir, file, live: false });
  return set;
}

async function experimentFile({ journal }: StoredRun): Promise<string | undefined> {
  try {
    for await (const events of journalEvents(journal, () => undefined)) {
      for (const event of events) if (isBuiltInEvent(event) && event.type === 'experiment.configured') return event.file;
      return undefined;
    }
  } catch {
    // The replay itself tells what is wrong with the journal.
  }
  return undefined;
}
