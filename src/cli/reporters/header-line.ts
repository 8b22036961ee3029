import { printable } from '../text/printable';
import type { Colors } from './style';

/** The first line of a run. */
export const headerLine = (file: string, experiment: string, testCases: number, colors: Colors): string =>
  `${colors.bold(printable(experiment))}: ${testCases} test case${testCases === 1 ? '' : 's'} of ${colors.cyan(file)}`;
