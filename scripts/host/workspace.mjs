import { cpSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A copy of the tests' two root folders, as tests write into them. @returns the absolute path of a .code-workspace */
export function makeWorkspace(dir) {
  cpSync('test/host/roots', path.join(dir, 'roots'), { recursive: true });
  const file = path.join(dir, 'host-tests.code-workspace');
  writeFileSync(file, JSON.stringify({ folders: [{ path: 'roots/first' }, { path: 'roots/second' }] }));
  return file;
}
