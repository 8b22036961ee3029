import { printable } from '../text/printable';
import { UsageError } from '../usage-error';
import type { PreparedFile } from './prepare-file';
import type { RunOptions } from './run-options';

/** A filter that matches nothing anywhere is a slip of the pen. @throws UsageError */
export function refuseEmptySelection(prepared: readonly PreparedFile[], options: RunOptions): void {
  const filtered = prepared.flatMap((file) => (file.kind === 'filtered' ? [file] : []));
  if (filtered.length < prepared.length || filtered.some(({ nothingFailed }) => nothingFailed)) return;
  const wanted = [...options.test.map((glob) => `--test '${glob}'`), ...options.tag.map((tag) => `--tag '${tag}'`), ...(options.failedOf === undefined ? [] : [`--failed-of ${options.failedOf}`]), ...(options.resume === undefined ? [] : [`--resume ${options.resume}`])];
  const tests = filtered.flatMap(({ loaded }) => loaded.tests);
  const names = [...new Set(tests.map(({ name }) => name))];
  const tags = options.tag.length === 0 ? '' : `; tags: ${listed([...new Set(tests.flatMap(({ tags: own }) => own))]) || 'none'}`;
  throw new UsageError(`no test case matches ${wanted.join(' ')}; there ${names.length === 1 ? 'is' : 'are'}: ${listed(names)}${tags}`);
}

const LISTED = 10;

const listed = (names: readonly string[]): string => `${names.slice(0, LISTED).map(printable).join(', ')}${names.length > LISTED ? ', …' : ''}`;
