import { stat } from 'node:fs/promises';
import type { TextMatcher } from '../../config';
import { hasCode, messageOf } from '../../events';
import { matchText, type Mismatch, type RegexMatcher } from '../matchers';
import { readOutputText } from './output-text';

/** What of a file's text does not hold; its size is that of the whole file, of which only the beginning is kept. @throws Error when it cannot be read */
export async function matchFile(matcher: TextMatcher | undefined, file: string, regex: RegexMatcher, text?: string): Promise<readonly Mismatch[]> {
  if (matcher === undefined) return [];
  return matchText(matcher, text ?? await readOutputText(file), regex, matcher.size === undefined ? undefined : (await stat(file)).size);
}

/** What is at a place where a file was to be read, as people say it. */
export function foundInstead(error: unknown): string {
  if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return 'nothing there';
  return hasCode(error, 'EISDIR') ? 'a folder' : messageOf(error);
}
