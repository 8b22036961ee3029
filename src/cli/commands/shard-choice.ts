import { InvalidArgumentError } from 'commander';

/** `--shard I/N`. */
export interface ShardChoice {
  readonly index: number;
  readonly of: number;
}

const MOST_SHARDS = 10_000;

export function parseShard(text: string): ShardChoice {
  const [, index = 0, of = 0] = (/^(\d{1,5})\/(\d{1,5})$/.exec(text) ?? []).map(Number);
  if (index < 1 || of < 1 || index > of || of > MOST_SHARDS) throw new InvalidArgumentError(`expected I/N with I from 1 to N, as in 1/3, found '${text}'`);
  return { index, of };
}
