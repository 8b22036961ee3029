import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { AssertionSpec } from '../../config';
import { messageOf } from '../../events';
import { matchText, type RegexMatcher } from '../matchers';
import { readOutputText } from '../steps';
import { mismatched, fails, holds, type Check } from './check';

type Of<K extends AssertionSpec['kind']> = Extract<AssertionSpec, { readonly kind: K }>;

/** From the test's folder, unless it is absolute. */
const absolute = (file: string, testDir: string): string => path.resolve(testDir, file);

export async function checkFileExists({ path: file }: Of<'file_exists'>, testDir: string): Promise<Check> {
  const there = await stat(absolute(file, testDir)).catch(() => undefined);
  return there === undefined ? fails(`there is no file ${file}`, `the file ${file}`, 'nothing there') : holds(`${file} exists`);
}

export async function checkFileMatches({ path: file, text: matcher }: Of<'file_matches'>, testDir: string, regex: RegexMatcher): Promise<Check> {
  let text: string;
  try {
    text = await readOutputText(absolute(file, testDir));
  } catch (error) {
    return fails(`${file} cannot be read: ${messageOf(error)}`, `the file ${file}`, messageOf(error));
  }
  return mismatched(file, await matchText(matcher, text, regex)) ?? holds(`${file} is as expected`);
}
