import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { EXIT } from '../../src/cli/exit-code';
import { readJournal } from '../../src/results';
import { checkJournal, JOURNAL_RULES, violationsText } from '../../src/testing';
import { Bench, type Ended } from './bench';
import { FAILING_WRITES } from './failing-writes';
import { assertNothingLost } from './nothing-lost';
import { survivors } from './processes-alive';

/** Writes everything that a run can write, also what is masked on its way. */
const WRITING = `name: writing
secrets: [SESAME]
observers: { metrics: { export: [json] }, logger: { file: run.log } }
tests:
  - name: writes
    services:
      server: { command: [sh, -c, "echo up; exec sleep 1000"], ready: { log: up }, stop: { grace: 500ms }, files: { a.conf: "made by us" } }
    steps: [{ run: [sh, -c, "echo done; echo kept > $VAR_DIR/kept.txt"], env: { VAR_DIR: "\${{ test.dir }}" } }]
    assertions: [{ command: ['true'] }]
    artifacts: ['*.txt']
  - name: comes later
    steps: [{ run: ['true'] }]
`;
/** Every so manieth write fails, from a random one on; `RUNS=1` tries all. */
const EVERY = process.env['RUNS'] === undefined ? 5 : 1;

type Who = 'cli' | 'supervisor';
type Failed = Ended & { readonly told: string; readonly output: string };

if (process.platform === 'linux') describe('an I/O error at any write', function () {
  this.timeout(600_000);
  let bench: Bench;
  before(async () => { bench = await Bench.open({ 'writing.yaml': WRITING, 'failing.cjs': FAILING_WRITES }); });
  after(() => bench.close());

  async function runFailing(who: Who, at: number): Promise<Failed> {
    const output = `${who} ${at}`;
    const told = bench.path(`${output}.txt`);
    const ended = await bench.start(['run', 'writing.yaml', '--output', output], {
      SESAME: 'open sesame', NODE_OPTIONS: `--require ${JSON.stringify(bench.path('failing.cjs'))}`,
      FAILING: JSON.stringify({ who, at, below: bench.path(output), told }),
    }).ended;
    assert.deepEqual(await survivors(bench.mark), [], output);
    return { ...ended, output, told: existsSync(told) ? await readFile(told, 'utf8') : '' };
  }

  for (const who of ['cli', 'supervisor'] as const) {
    it(`of the ${who === 'cli' ? 'command line' : 'supervisor'}: it is told, and nobody is left; or nothing is missing`, async () => {
      const sound = await runFailing(who, 0);
      assert.equal(sound.code, 0, sound.stdout + sound.stderr);
      const total = Number(/^writes (\d+)$/m.exec(sound.told)?.[1]);
      assert.ok(total > 5, sound.told);
      const wrong: string[] = [];
      for (let at = 1 + Math.floor(Math.random() * EVERY); at <= total; at += EVERY) {
        const ended = await runFailing(who, at);
        await assertTold(ended).catch((error: unknown) => wrong.push(`${at} of ${total}, ${ended.told.trim()}: ${ended.code}\n${ended.stdout}${ended.stderr}\n${String(error)}`));
      }
      assert.equal(wrong.length, 0, wrong.join('\n\n'));
    });
  }

  /** One write may hold several events. */
  async function assertOneGap(dir: string): Promise<void> {
    const { events } = await readJournal(path.join(dir, 'events.jsonl'));
    const seqs = events.map(({ seq }) => seq);
    const gaps = seqs.filter((seq, index) => seq !== (seqs[index - 1] ?? 0) + 1);
    assert.ok(gaps.length <= 1, `gaps before ${gaps.join()}`);
    if (gaps.length === 0) assert.equal(violationsText(checkJournal(events, { ended: false }), JOURNAL_RULES), '');
    const { code, stderr } = await bench.run('report', dir, '--format', 'json');
    assert.equal(code, 0, stderr);
  }

  async function assertTold({ code, stdout, stderr, output }: Failed): Promise<void> {
    const all = stdout + stderr;
    assert.doesNotMatch(all, /\n\s+at \S+ \(.*:\d+:\d+\)|Please report/);
    if (code !== 0) assert.match(all, /EIO/);
    const [dir] = await bench.runDirs(output);
    switch (code) {
      case EXIT.passed:
      case EXIT.failed:
        await assertNothingLost(dir ?? '');
        break;
      case EXIT.usage:
        assert.equal(dir, undefined, 'no folder without a run');
        break;
      case EXIT.broken:
        await assertOneGap(dir ?? '');
        break;
      default:
        assert.fail('expected another exit code');
    }
  }
});
