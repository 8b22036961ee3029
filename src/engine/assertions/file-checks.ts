import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { AssertionSpec } from '../../config';
import { matchNumber, type RegexMatcher } from '../matchers';
import { foundInstead, matchFile } from '../steps';
import { mismatched, fails, holds, type Check } from './check';

type Of<K extends AssertionSpec['kind']> = Extract<AssertionSpec, { readonly kind: K }>;

/** From the test's folder, unless it is absolute. */
const absolute = (file: string, testDir: string): string => path.resolve(testDir, file);

export async function checkFileExists({ path: file, size }: Of<'file_exists'>, testDir: string): Promise<Check> {
  const there = await stat(absolute(file, testDir)).catch(() => undefined);
  const mismatch = there === undefined || size === undefined ? undefined : matchNumber(size, there.size);
  if (mismatch !== undefined) return fails(`${file} has ${mismatch.found} bytes, expected ${mismatch.expected}`, `${mismatch.expected} bytes`, `${mismatch.found} bytes`);
  return there === undefined ? fails(`there is no file ${file}`, `the file ${file}`, 'nothing there') : holds(`${file} exists`);
}

export async function checkFileMatches({ path: file, text: matcher }: Of<'file_matches'>, testDir: string, regex: RegexMatcher): Promise<Check> {
  let mismatches;
  try {
    mismatches = await matchFile(matcher, absolute(file, testDir), regex);
  } catch (error) {
    return fails(`${file} cannot be read: ${foundInstead(error)}`, `the file ${file}`, foundInstead(error));
  }
  return mismatched(file, mismatches) ?? holds(`${file} is as expected`);
}
