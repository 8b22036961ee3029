import assert from 'node:assert/strict';
import { Bench } from './bench';
import { BLOCKED, MIXED, NONE_SOUND, ONE_BROKEN, PANTHER, PASSING, WARNED } from './sample-files';

const FILES = {
  passing: PASSING, mixed: MIXED, broken: ONE_BROKEN, unsound: NONE_SOUND, blocked: BLOCKED, warned: WARNED, panther: PANTHER,
  empty: '', 'no-tests': 'name: x\ntests: []\n', skipped: 'name: s\ntests: [{ name: a, skip: true, steps: [{ wait: 1 }] }]\n',
  slow: 'name: slow\ntests: [{ name: a, steps: [{ wait: 10m }] }, { name: b, steps: [{ wait: 10m }] }]\n',
};

describe('exit codes', function () {
  this.timeout(120_000);
  let bench: Bench;
  before(async () => {
    bench = await Bench.open();
    for (const [name, text] of Object.entries(FILES)) await bench.write(`${name}.yaml`, text);
  });
  after(() => bench.close());

  const cases: readonly (readonly [code: number, args: string, says: RegExp])[] = [
    [0, 'run passing.yaml', /passed: 1 passed of 1/],
    [0, 'run skipped.yaml', /1 skipped of 1/],
    [0, 'run warned.yaml', /warned\.yaml:4:5 warning [a-z-]+ .*stepz/],
    [1, 'run mixed.yaml', /failed: 1 passed, 1 failed, 1 error, 1 skipped of 4|error: 1 passed, 1 failed, 1 error, 1 skipped of 4/],
    [1, 'run broken.yaml', /1 passed, 1 error of 2/],
    [1, 'run slow.yaml --timeout 300ms', /^error: .* of 2 in /m],
    [2, 'run unsound.yaml', /unsound\.yaml:4:21 error [a-z-]+ /],
    [2, 'run blocked.yaml', /blocked\.yaml:2:10 error [a-z-]+ /],
    [2, 'run warned.yaml --strict', /--strict/],
    [2, 'run broken.yaml --strict', /broken\.yaml:6:\d+ error/],
    [2, 'run panther.yaml', /^[^\n]*PANTHER[^\n]*\n$/],
    [2, 'run empty.yaml', /empty\.yaml/],
    [2, 'run no-tests.yaml', /no-tests\.yaml/],
    [2, 'run missing.yaml', /missing\.yaml/],
    [2, 'run', /missing required argument/],
    [2, 'run passing.yaml --no-such-option', /unknown option/],
    [2, 'run passing.yaml --reporter dots', /expected pretty, plain/],
    [2, 'run passing.yaml --reporter json --reporter events', /only one reporter/],
    [2, 'run passing.yaml --parallel 0', /1 or more/],
    [2, 'run passing.yaml --timeout soon', /expected a duration/],
    [2, 'run passing.yaml --set greeting', /variable=value/],
    [2, 'run passing.yaml --set no_such_variable=1', /no_such_variable/],
    [2, 'run passing.yaml --test nothing*', /no test case matches --test 'nothing\*'.*greets/],
    [2, 'run passing.yaml --failed-of 20200101T000000000Z-abcd', /no such run/],
    [1, 'run passing.yaml mixed.yaml', /Run folder/],
    [2, 'run mixed.yaml blocked.yaml', /blocked\.yaml:2/],
    [0, 'validate passing.yaml warned.yaml', /warned\.yaml:4:5 warning/],
    [1, 'validate broken.yaml', /^broken\.yaml:6:\d+ error [a-z-]+ /m],
    [2, 'validate missing.yaml', /missing\.yaml/],
    [2, 'validate', /missing required argument/],
    [0, 'list broken.yaml', /sound[^]*unsound/],
    [1, 'list blocked.yaml', /blocked/],
    [2, 'list missing.yaml', /missing\.yaml/],
    [2, 'clean --keep few', /whole number/],
    [2, 'no-such-command', /unknown command/],
    [2, '', /Usage/],
    [0, '--help', /validate/],
    [0, '--version', /^\d+\.\d+\.\d+\n$/],
    [0, 'run --help', /Examples:[^]*Exit codes:[^]*130/],
    [0, 'validate --help', /Examples:/], [0, 'list --help', /Examples:/], [0, 'clean --help', /Examples:/],
  ];
  for (const [code, args, says] of cases) {
    it(`${code}: ${args || 'no arguments'}`, async () => {
      const ended = await bench.run(...args.split(' ').filter((arg) => arg !== ''));
      assert.equal(ended.code, code, ended.stdout + ended.stderr);
      assert.match(ended.stdout + ended.stderr, says);
      assert.doesNotMatch(ended.stderr, /itself broke/);
    });
  }

  it('writes nothing where nothing was run', async () => {
    const alone = await Bench.open();
    try {
      await alone.write('unsound.yaml', NONE_SOUND);
      await alone.run('run', 'unsound.yaml');
      assert.deepEqual(await alone.runDirs(), []);
    } finally {
      await alone.close();
    }
  });
});
