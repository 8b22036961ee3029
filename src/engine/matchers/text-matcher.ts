import type { TextMatcher } from '../../config';
import { excerpt, lineAround, quote } from './excerpt';
import { matchJson } from './json-matcher';
import type { Mismatch } from './mismatch';
import { matchNumber } from './number-matcher';
import { diffTexts } from './text-diff';
import { findPattern, PatternBroke, type RegexMatcher } from './regex-matcher';

/**
 * Every part of the matcher that does not hold, or could not be looked at.
 * @param bytes the size of what the text is, or is the beginning of
 */
export async function matchText(matcher: TextMatcher, text: string, regex: RegexMatcher, bytes = Buffer.byteLength(text)): Promise<readonly Mismatch[]> {
  const found = excerpt(text);
  const mismatches: Mismatch[] = [];
  for (const wanted of listOf(matcher.contains)) {
    if (!text.includes(wanted)) mismatches.push({ message: `does not contain ${quote(wanted)}`, expected: `contains ${quote(wanted)}`, found });
  }
  for (const unwanted of listOf(matcher.not_contains)) {
    const index = text.indexOf(unwanted);
    if (index >= 0) mismatches.push({ message: `contains ${quote(unwanted)}`, expected: `does not contain ${quote(unwanted)}`, found: lineAround(text, index) });
  }
  if (matcher.equals !== undefined && !equalTexts(text, matcher.equals)) {
    mismatches.push({ message: `is ${quote(text)}, expected ${quote(matcher.equals)}`, expected: excerpt(matcher.equals), found, ...differing(matcher.equals, text) });
  }
  mismatches.push(...(await matchPatterns(matcher, text, regex)));
  if (matcher.empty !== undefined && (text.trim() === '') !== matcher.empty) {
    const [expected, message] = matcher.empty ? ['empty', `is not empty: ${quote(text)}`] : ['not empty', 'is empty'];
    mismatches.push({ message, expected, found });
  }
  const size = matcher.size === undefined ? undefined : matchNumber(matcher.size, bytes);
  if (size !== undefined) mismatches.push({ message: `has ${bytes} bytes, expected ${size.expected}`, expected: `${size.expected} bytes`, found: `${bytes} bytes` });
  const json = matcher.json === undefined ? undefined : matchJson(matcher.json, text);
  return json === undefined ? mismatches : [...mismatches, json];
}

async function matchPatterns({ matches, not_matches }: TextMatcher, text: string, regex: RegexMatcher): Promise<readonly Mismatch[]> {
  const look = async (pattern: string, wanted: boolean): Promise<readonly Mismatch[]> => {
    const expected = `${wanted ? 'matches' : 'does not match'} /${pattern}/`;
    try {
      const { matched, index } = await findPattern(regex, pattern, text);
      if (matched === wanted) return [];
      return [wanted ? { message: `does not match /${pattern}/`, expected, found: excerpt(text) } : { message: `matches /${pattern}/`, expected, found: lineAround(text, index ?? 0) }];
    } catch (error) {
      if (!(error instanceof PatternBroke)) throw error;
      return [{ message: `cannot be matched: ${error.message}`, expected, found: excerpt(text), broken: true }];
    }
  };
  return [...(matches === undefined ? [] : await look(matches, true)), ...(not_matches === undefined ? [] : await look(not_matches, false))];
}

const differing = (expected: string, found: string): { readonly diff?: string } => {
  const diff = diffTexts(expected, found);
  return diff === undefined ? {} : { diff };
};

/** A last line break that the program added is no difference, unless it is asked for. */
const equalTexts = (text: string, wanted: string): boolean => text === wanted || (text.endsWith('\n') && text.slice(0, text.endsWith('\r\n') ? -2 : -1) === wanted);

const listOf = (texts: string | readonly string[] | undefined): readonly string[] =>
  texts === undefined ? [] : typeof texts === 'string' ? [texts] : texts;
