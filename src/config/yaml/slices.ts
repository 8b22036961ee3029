/** Offsets of a part of a text. */
export interface Slice {
  readonly from: number;
  readonly to: number;
}
export interface Block extends Slice {
  readonly key: string;
}
const lineStarts = (text: string, { from, to }: Slice): number[] => {
  const starts = [from];
  for (let at = text.indexOf('\n', from); at >= 0 && at + 1 < to; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
};

/** The parts of a file by its top-level keys. */
export const blocksOf = (text: string): Block[] => {
  const keys = lineStarts(text, { from: 0, to: text.length })
    .map((from) => ({ from, match: /^(?:"([^"\n]*)"|'([^'\n]*)'|([^\s#\-%}\]][^\n:]*|-\w[^\n:]*))/.exec(text.slice(from, from + 200)) }))
    .filter(({ match }) => match !== null);
  return keys.map(({ from, match }, index) => ({
    from, to: keys[index + 1]?.from ?? text.length, key: (match?.[1] ?? match?.[2] ?? match?.[3] ?? '').trim(),
  }));
};

/** The items of a list in a block. */
export const itemsOf = (text: string, block: Block): Slice[] => {
  const [, ...lines] = lineStarts(text, block);
  const indentOf = (from: number): number | undefined => {
    const match = /^( *)-(?=[ \t\r\n]|$)/.exec(text.slice(from, Math.min(block.to, from + 200)));
    return match?.[1]?.length;
  };
  const first = lines.map(indentOf).find((indent) => indent !== undefined);
  const starts = lines.filter((from) => indentOf(from) === first && first !== undefined);
  return starts.map((from, index) => ({ from, to: starts[index + 1] ?? block.to }));
};

/** A line that starts with something else than a word and a colon, or with what goes on with a list or with brackets. */
const NO_BLOCK = /^(?![\w-]+:(?:\s|$)|[ \t\r]|#|$|-[ \t\r\n]|-$|[\]}])/m;
const FIRST = /^(?:[ \t]*(?:#[^\n]*)?\r?\n)*[\w-]+:\s/;
/** A key or a value with a mark of its own may belong to a key far above it. */
const MARKED = /^[ \t]*(?:-[ \t]+)*[?:](?:\s|$)/m;
const TESTS = /^tests:(?![ \t]*(?:#[^\n]*)?\r?$)/m;

/**
 * Whether the text is a map in which each key at the start of a line begins a part that nothing before it reaches into, and each item
 * of its tests does: what is damaged in one of them alone is damaged in the whole.
 */
export const standsInParts = (text: string): boolean => FIRST.test(text) && !NO_BLOCK.test(text) && !TESTS.test(text) && !MARKED.test(text);
