import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { damage, damagedBytes } from './damage';
import { inProcess } from './in-process';

/** `RUNS=10000` tries so many; `SEED` repeats an earlier suite. */
const RUNS = Number(process.env['RUNS'] ?? 60);
const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 0x7fffffff));
const PARAMS = { numRuns: RUNS, seed: SEED };

const SAMPLE = 'name: sample\ntests:\n  - { name: good, tags: [a], steps: [ { run: ["true"] } ] }\n  - { name: bad, steps: [ { run: ["false"] } ] }\n';
const COMMANDS = ['run', 'validate', 'list', 'replay', 'report', 'explain', 'runs', 'clean'];
const FILES = ['sample.yaml', 'missing.yaml', 'broken.yaml', 'outputs', '.'];
const VALUES = ['latest', '1/2', '0/0', '2/1', '1', '0', '-1', '1e9', '10s', 'soon', 'max', 'json', 'plain', 'events', 'junit', 'csv', 'markdown', 'html', 'junit=', 'junit=j.xml', '=', 'a=b', 'good', '*', '[', 'a'];
const WORDS = ['', ' ', '--', '-', '-x', '--x', '__proto__', 'constructor', '--constructor', '🧪', 'a\nb', '\u0000', 'x'.repeat(300), 'test_case.*', '20200101T000000000Z-abcd'];

describe('any arguments', function () {
  this.timeout(120_000 + RUNS * 3000);
  const stateHome = process.env['XDG_STATE_HOME'];
  let dir = '';
  let options = new Map<string, readonly string[]>();

  const run = (args: readonly string[]): ReturnType<typeof inProcess> => inProcess(args, dir, { PATH: process.env['PATH'], XDG_STATE_HOME: path.join(dir, '.state') });
  /** It says what is wrong, if anything is, and it is never the program itself. */
  const sound = async (args: readonly string[]): Promise<number> => {
    const { code, stdout, stderr } = await run(args);
    assert.ok([0, 1, 2].includes(code), `${JSON.stringify(args)} ended with ${code}: ${stderr}`);
    assert.doesNotMatch(stderr, /^ +at .*:\d+:\d+\)?$|itself broke/m, JSON.stringify(args));
    if (code === 2) assert.match(stdout + stderr, /\S/, JSON.stringify(args));
    return code;
  };

  before(async () => {
    dir = mkdtempSync(path.join(tmpdir(), 'any-arguments-'));
    process.env['XDG_STATE_HOME'] = path.join(dir, '.state');
    writeFileSync(path.join(dir, 'sample.yaml'), SAMPLE);
    writeFileSync(path.join(dir, 'broken.yaml'), 'tests: [');
    await run(['run', 'sample.yaml', '--reporter', 'json']);
    // Those that the program itself names, so that new ones are tried as well.
    const helps = await Promise.all(COMMANDS.map((command) => run([command, '--help'])));
    options = new Map(COMMANDS.map((command, index) => [command, [...new Set(helps[index]?.stdout.match(/--[a-z][a-z-]+/g) ?? [])]
      // What passes would be run for ever.
      .map((option) => (option === '--until-failure' ? '--until-failure=2' : option))]));
    assert.ok((options.get('run')?.length ?? 0) > 15, [...options].join('; '));
  });
  after(() => {
    if (stateHome === undefined) delete process.env['XDG_STATE_HOME'];
    else process.env['XDG_STATE_HOME'] = stateHome;
    rmSync(dir, { recursive: true, force: true });
    console.log(`      seed ${SEED}`);
  });

  it('end with a code and, where they are wrong, with a message', async () => {
    const codes = new Map<number, number>();
    const word = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...VALUES) }, { weight: 3, arbitrary: fc.constantFrom(...FILES) }, fc.constantFrom(...WORDS), fc.string({ maxLength: 5 }).filter((one) => !/[/\\.]/.test(one)));
    await fc.assert(fc.asyncProperty(fc.gen(), async (draw) => {
      const command = draw(fc.constantFrom, ...COMMANDS, '', 'rnu', 'help');
      const known = options.get(command) ?? ['--help', '--version'];
      const rest = Array.from({ length: draw(fc.nat, { max: 4 }) }, () => {
        const given = draw(() => word);
        const option = draw(fc.constantFrom, ...known);
        return draw(fc.boolean) ? [given] : draw(fc.boolean) ? [option] : draw(fc.boolean) ? [`${option}=${given}`] : [option, given];
      });
      // Most have what the command asks for, or nothing but that would ever be told.
      const needed = draw(fc.nat, { max: 3 }) === 0 ? [] : [['replay', 'report'].includes(command) ? 'latest' : command === 'explain' ? 'test_case.started' : ['runs', 'clean'].includes(command) ? 'outputs' : 'sample.yaml'];
      const code = await sound([command, ...needed, ...rest.flat()]);
      codes.set(code, (codes.get(code) ?? 0) + 1);
    }), { ...PARAMS, numRuns: RUNS * 4 });
    assert.ok((codes.get(2) ?? 0) > 0 && (codes.get(0) ?? 0) + (codes.get(1) ?? 0) > RUNS / 4, JSON.stringify([...codes]));
  });

  it('that name a damaged run tell what is wrong with it', async () => {
    await run(['run', 'sample.yaml', '--reporter', 'json']);
    const [parent = ''] = readdirSync(path.join(dir, 'outputs')).filter((name) => !name.startsWith('.'));
    const ids = readdirSync(path.join(dir, 'outputs', parent)).filter((name) => !name.startsWith('.')).sort();
    const whole = path.join(dir, 'outputs', parent, ids.at(-1) ?? '');
    const files = readdirSync(whole, { withFileTypes: true }).filter((entry) => entry.isFile()).map(({ name }) => [name, readFileSync(path.join(whole, name))] as const);
    const damaged = path.join(dir, 'damaged', 'sample', '20990101T000000000Z-abcd');
    const uses = [
      ...['markdown', 'junit', 'json', 'csv'].map((format) => ['report', damaged, '--format', format]), ['replay', damaged, '--speed', 'max', '--reporter', 'plain'], ['runs', 'damaged'], ['runs', 'damaged', '--json'],
      ['run', 'sample.yaml', '--resume', damaged, '--dry-run'], ['run', 'sample.yaml', '--failed-of', damaged, '--dry-run'], ['run', 'sample.yaml', '--output', 'damaged', '--shard', '1/2', '--dry-run'], ['clean', 'damaged'],
    ];
    await fc.assert(fc.asyncProperty(damage(files.map(([name]) => name)), fc.constantFrom(...uses), async (changes, use) => {
      rmSync(path.join(dir, 'damaged'), { recursive: true, force: true });
      mkdirSync(damaged, { recursive: true });
      for (const [name, bytes] of files) {
        const now = damagedBytes(bytes, changes[name]);
        if (now !== undefined) writeFileSync(path.join(damaged, name), now);
      }
      await sound(use);
    }), { ...PARAMS, numRuns: RUNS * 2 });
  });
});
