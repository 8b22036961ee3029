/** A part of a text that can be read without the rest. */
export interface FilePart {
  readonly text: string;
  /** What makes an offset of the file of one that is not below `head`. */
  readonly shift: number;
  /** So many letters at the beginning stand elsewhere in the file. */
  readonly head: number;
  /** It is read for what it names alone. */
  readonly aside?: true;
}

interface Slice {
  readonly from: number;
  to: number;
}
interface Block extends Slice {
  /** Of `tests`. */
  readonly items: Slice[];
}

const DASH = 45;
const HASH = 35;
const isSpace = (letter: number): boolean => !(letter > 32);
const TESTS = /^(?:tests|"tests"|'tests')[ \t]*:[ \t\r]*(?:#.*)?\n?$/;
const ALIAS = /(?:^|[\s[{,:-])\*[A-Za-z_]/;

/** Lines that begin at the left, each with those below it. */
const blocksOf = (text: string): readonly Block[] => {
  const blocks: Block[] = [];
  let inTests = false;
  let indent = -1;
  for (let at = 0; at < text.length;) {
    const newline = text.indexOf('\n', at);
    const next = newline < 0 ? text.length : newline + 1;
    const letter = text.charCodeAt(at);
    const block = blocks.at(-1);
    if (!block || letter > 32 && letter !== HASH && letter !== DASH) {
      inTests = next - at < 200 && TESTS.test(text.slice(at, next));
      indent = -1;
      blocks.push({ from: at, to: next, items: [] });
    } else {
      block.to = next;
      if (inTests) {
        let from = at;
        while (text.charCodeAt(from) === 32) from++;
        const item = block.items.at(-1);
        if (text.charCodeAt(from) === DASH && isSpace(text.charCodeAt(from + 1)) && (indent < 0 || from - at === indent)) {
          indent = from - at;
          block.items.push({ from: at, to: next });
        } else if (item) item.to = next;
      }
    }
    at = next;
  }
  return blocks;
};

/** All of a file but the tests that the cursor is not in: a file has many, and they know nothing of each other. */
export const fileParts = (text: string, mark: number): readonly FilePart[] => {
  const holds = ({ from, to }: Slice): boolean => mark >= from && mark < to;
  return blocksOf(text).flatMap(({ from, to, items }): FilePart[] => {
    const [first] = items;
    if (!first) return [{ text: text.slice(from, to), shift: from, head: 0 }];
    const head = text.slice(from, first.from);
    const part = (item: Slice): FilePart => ({ text: head + text.slice(item.from, item.to), shift: item.from - head.length, head: head.length });
    const here = items.findIndex(holds);
    const item = items[here];
    if (!item) return [{ text: head, shift: from, head: 0 }];
    // Anchors are the exception.
    const before = ALIAS.test(text.slice(item.from, item.to)) ? items.slice(0, here) : [];
    return [...before.map((one): FilePart => ({ ...part(one), aside: true })), part(item)];
  });
};
