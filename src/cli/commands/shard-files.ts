import type { ShardOf } from '../../events';
import { experimentDir } from '../../results';
import { divide, divisionHistory } from '../../runs';
import { UsageError } from '../usage-error';
import type { PreparedFile } from './prepare-file';
import type { ShardChoice } from './shard-choice';

type RunFile = Extract<PreparedFile, { kind: 'run' }>;

/** Leaves to each file what this shard has of it: all files are divided together. A run that is resumed is a shard or none already. */
export async function shardFiles(prepared: readonly PreparedFile[], shard: ShardChoice | undefined): Promise<readonly PreparedFile[]> {
  if (shard === undefined) return prepared;
  const { index, of } = shard;
  for (const file of prepared) if (file.kind === 'run' && file.resume !== undefined) refuseOtherShard(file.resume.run, file.shard, shard);
  const fresh = prepared.filter((file): file is RunFile => file.kind === 'run' && file.resume === undefined && file.loaded.dialect !== 'panther' && file.loaded.tests.length > 0);
  const histories = await Promise.all(fresh.map(({ loaded: { name, file }, outputDir }) => divisionHistory(experimentDir(outputDir, name, file))));
  const { files, fingerprint } = divide(fresh.map(({ loaded, only }, at) => ({ all: loaded.tests, selected: only ?? loaded.tests, durations: histories[at]?.durations ?? new Map() })), of);
  return prepared.map((file): PreparedFile => {
    const at = fresh.findIndex((one) => one === file);
    const [parts, runs = 0] = [files[at], histories[at]?.runs];
    if (file.kind !== 'run' || parts === undefined) return file;
    const only = parts[index - 1] ?? [];
    const cases = parts.map((part) => part.length);
    const total = cases.reduce((sum, count) => sum + count, 0);
    const by = runs === 0 ? 'by number, as there is no earlier run' : `by the durations of ${runs} earlier run${runs === 1 ? '' : 's'}`;
    const note = `${file.loaded.name}: shard ${index}/${of} has ${only.length} of ${total} test case${total === 1 ? '' : 's'}, divided ${by}`;
    if (only.length === 0) return { kind: 'empty', notes: [...file.notes, note] };
    return { ...file, only, shard: { index, of, cases, division: fingerprint }, notes: [...file.notes, note] };
  });
}

function refuseOtherShard(run: string, was: ShardOf | undefined, { index, of }: ShardChoice): void {
  if (was?.index === index && was.of === of) return;
  throw new UsageError(`--shard ${index}/${of}: run ${run}, which is resumed, was ${was === undefined ? 'no shard' : `shard ${was.index}/${was.of}`}: what it had is what runs`);
}
