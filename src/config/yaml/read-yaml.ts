import { MOST_PROBLEMS } from '../most-problems';
import { parseFully, sound } from './parse';
import { plainYaml } from './plain-yaml';
import { parseSlice, recover, type Recovered } from './recover';
import { blocksOf, itemsOf, standsInParts, type Slice } from './slices';
import type { TextFile } from './text-file';

const partsOf = (text: string): readonly Slice[] => blocksOf(text).flatMap((block) => {
  const items = block.key === 'tests' ? itemsOf(text, block) : [];
  return [{ from: block.from, to: items[0]?.from ?? block.to }, ...items];
});

/** Where a part of a file is damaged already on its own, the whole of it need not be parsed to know that it is. */
const recoverPart = (file: TextFile, at: number): Recovered | undefined => {
  if (!standsInParts(file.text)) return undefined;
  const part = partsOf(file.text).find(({ from, to }) => from <= at && at < to);
  if (!part) return undefined;
  const { syntax, refused } = parseSlice(file, part);
  if (syntax.length === 0 || refused) return undefined;
  const recovered = recover(file);
  return recovered.parsed.syntax.length === 0 && !recovered.parsed.refused ? recovered : undefined;
};

/** All of a file by the full parser, and what is sound of it where something is not. */
export const readFully = (file: TextFile): Recovered => {
  const whole = parseFully(file);
  if (whole.syntax.length === 0) return { parsed: whole, tests: new Map(), blocks: [] };
  // With so many errors there is nothing to be told apart.
  if (whole.syntax.length >= MOST_PROBLEMS) return { parsed: whole, tests: new Map(), blocks: [{ key: '', errors: whole.syntax }], unreadFrom: whole.syntax.at(-1)?.to ?? 0 };
  return recover(file, whole);
};

/** Reads a file's YAML: as fast as it allows, and as if what is damaged did not stand there. */
export const readYaml = (file: TextFile): Recovered => {
  const { tree, left } = plainYaml(file.text);
  return tree ? { parsed: sound(tree), tests: new Map(), blocks: [] } : recoverPart(file, left) ?? readFully(file);
};
