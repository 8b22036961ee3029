const MOST_LINES = 400;
const CONTEXT = 2;
const MOST_SHOWN = 40;

interface DiffLine {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

/**
 * What differs between two texts of several lines: `-` was expected, `+` was found, with some lines around.
 * Undefined for single lines and for very long texts: there the texts themselves say more.
 */
export function diffTexts(expected: string, found: string): string | undefined {
  const [wanted, given] = [linesOf(expected), linesOf(found)];
  if (Math.max(wanted.length, given.length) < 2 || Math.max(wanted.length, given.length) > MOST_LINES) return undefined;
  const lines = diffLines(wanted, given);
  const near = (index: number): boolean => lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ sign }) => sign !== ' ');
  const shown: string[] = [];
  let gap = false;
  for (const [index, { sign, text }] of lines.entries()) {
    if (!near(index)) {
      gap = true;
      continue;
    }
    if (gap) shown.push('…');
    gap = false;
    shown.push(`${sign} ${text}`);
    if (shown.length === MOST_SHOWN) {
      shown.push('…');
      break;
    }
  }
  return shown.length === 0 ? undefined : shown.join('\n');
}

const linesOf = (text: string): readonly string[] => text.replace(/\r?\n$/, '').split(/\r?\n/);

/** By the longest common subsequence. */
function diffLines(a: readonly string[], b: readonly string[]): readonly DiffLine[] {
  const width = b.length + 1;
  const common = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const [right = 0, below = 0, diagonal = 0] = [common[i * width + j + 1], common[(i + 1) * width + j], common[(i + 1) * width + j + 1]];
      common[i * width + j] = a[i] === b[j] ? diagonal + 1 : Math.max(right, below);
    }
  }
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [left, right] = [a[i], b[j]];
    if (left !== undefined && left === right) {
      lines.push({ sign: ' ', text: left });
      i += 1;
      j += 1;
    } else if (right === undefined || (left !== undefined && (common[(i + 1) * width + j] ?? 0) >= (common[i * width + j + 1] ?? 0))) {
      lines.push({ sign: '-', text: left ?? '' });
      i += 1;
    } else {
      lines.push({ sign: '+', text: right });
      j += 1;
    }
  }
  return lines;
}
