import { readdirSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';
import { FileReporter } from './file-reporter';

/** What the extension host calls: runs every bundled test file beside this one; rejects when a test failed. */
export async function run(): Promise<void> {
  const grep = process.env.HOST_TEST_GREP;
  const mocha = new Mocha({ timeout: 60_000, reporter: FileReporter, ...(grep === undefined ? {} : { grep }) });
  for (const name of readdirSync(__dirname).sort()) if (name.endsWith('.test.js')) mocha.addFile(path.join(__dirname, name));
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} tests failed`);
}
