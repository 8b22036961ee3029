import type { Problem } from '../problem';
import { TextFile } from './text-file';

const MAX_BYTES = 1024 * 1024;

export interface Decoded {
  /** Exactly as read. */
  readonly text: string;
  /** Without its byte order mark. */
  readonly file: TextFile;
  readonly problems: readonly Problem[];
}

const bytesToText = (bytes: Uint8Array): { text: string; broken?: 'utf16' | 'utf8' } => {
  const [a, b, c] = bytes;
  const utf16 = (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff) || (bytes.length > 3 && ((a === 0 && b !== 0) || (a !== 0 && b === 0 && c !== 0)));
  const decode = (fatal: boolean): string => new TextDecoder('utf-8', { fatal, ignoreBOM: true }).decode(bytes);
  if (utf16) return { text: decode(false), broken: 'utf16' };
  try {
    return { text: decode(true) };
  } catch {
    return { text: decode(false), broken: 'utf8' };
  }
};

/** Reads bytes as UTF-8 and refuses what no experiment file may be. */
export const decode = (path: string, input: string | Uint8Array): Decoded => {
  const { text, broken } = typeof input === 'string' ? { text: input, broken: undefined } : bytesToText(input);
  const file = TextFile.of(path, text);
  const problems: Problem[] = [];
  const size = typeof input === 'string' ? Buffer.byteLength(input) : input.length;
  if (broken === 'utf16') problems.push(file.problem(0, 1, 'utf-16', 'The file is UTF-16: save it as UTF-8', { found: 'UTF-16', expected: 'UTF-8' }));
  else if (size > MAX_BYTES) problems.push(file.problem(0, 1, 'too-big', `The file has ${size} bytes: at most ${MAX_BYTES} are read`, { found: String(size), expected: `at most ${MAX_BYTES}` }));
  else {
    const lines = new Set<number>();
    const bad = broken === 'utf8' ? /[\0\uFFFD]/g : /\0/g;
    for (const match of file.text.matchAll(bad)) {
      const { line } = file.position(match.index);
      if (lines.has(line)) continue;
      lines.add(line);
      problems.push(match[0] === '\0'
        ? file.problem(match.index, match.index + 1, 'nul-byte', 'A NUL byte: the file is no text')
        : file.problem(match.index, match.index + 1, 'invalid-utf-8', 'Bytes that are not UTF-8', { expected: 'UTF-8' }));
      if (problems.length >= 20) break;
    }
  }
  return { text, file, problems };
};
