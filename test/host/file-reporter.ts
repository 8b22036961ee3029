import { appendFileSync, writeFileSync } from 'node:fs';
import Mocha from 'mocha';
import { mapStack } from './map-stack';

const { EVENT_RUN_END, EVENT_TEST_FAIL, EVENT_TEST_PASS, EVENT_TEST_PENDING } = Mocha.Runner.constants;

/** Writes to the files that HOST_TEST_REPORT and HOST_TEST_RESULTS name: an extension host has no standard output that all hosts show. */
export class FileReporter extends Mocha.reporters.Base {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    let failed = 0;
    let passed = 0;
    runner.on(EVENT_TEST_PASS, (test) => {
      passed += 1;
      line(`  ok ${test.fullTitle()} (${test.duration ?? 0} ms)`);
    });
    runner.on(EVENT_TEST_FAIL, (test: Mocha.Runnable, error: unknown) => {
      failed += 1;
      line(`  FAILED ${test.fullTitle()}\n${indent(error instanceof Error ? describeError(error) : String(error))}`);
    });
    // A switched-off test hides a gap, so it counts as a failure.
    runner.on(EVENT_TEST_PENDING, (test) => {
      failed += 1;
      line(`  SWITCHED OFF ${test.fullTitle()}`);
    });
    runner.once(EVENT_RUN_END, () => writeFileSync(file('HOST_TEST_RESULTS'), JSON.stringify({ passed, failed })));
  }
}

function describeError(error: Error): string {
  const { actual, expected } = error as { actual?: unknown; expected?: unknown };
  const values = expected === undefined && actual === undefined ? '' : `\nexpected: ${JSON.stringify(expected)}\nfound: ${JSON.stringify(actual)}`;
  return mapStack(error.stack ?? error.message) + values;
}

const line = (text: string): void => appendFileSync(file('HOST_TEST_REPORT'), `${text}\n`);
const indent = (text: string): string => text.replaceAll(/^/gm, '      ');

function file(variable: string): string {
  const name = process.env[variable];
  if (name === undefined) throw new Error(`${variable} is not set: start the tests with scripts/host-tests.mjs`);
  return name;
}
