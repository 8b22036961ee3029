import assert from 'node:assert/strict';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { REPORT_FORMATS } from '../../src/cli/commands/make-report';
import { REPORTER_NAMES } from '../../src/cli/reporters/reporter-choice';
import { isEventOf } from '../../src/events';
import { readJournal, type RunSummary } from '../../src/results';
import { junitProblems } from '../unit/results/junit-schema';
import { Bench } from './bench';
import { inProcess } from './in-process';

const EXPERIMENT = `name: cut
tests:
  - name: serves
    services: { server: { command: [node, -e, "console.log('up'); setInterval(() => {}, 1000)"], ready: { log: up }, stop: { grace: 2s } } }
    steps: [{ run: [echo, "rate: 7"], capture: { rate: 'rate: (\\d+)' } }]
    assertions: [{ metric: { name: rate, equals: 7 } }]
    artifacts: ['steps/*.log']
  - { name: fails, matrix: { size: [1, two] }, steps: [{ run: [node, -e, 'process.exit(3)'] }] }
  - { name: skipped, skip: not today, steps: [{ run: [echo] }] }
`;
const PLUGIN = `export default { name: 'lines', setup(plugin) { plugin.addReportFormat({ name: 'lines', render: (runs) => runs.flatMap(({ tests }) => tests.map(({ id, outcome }) => id + ' ' + outcome + '\\n')).join('') }); } };\n`;
const FORMATS = [...REPORT_FORMATS, 'lines'] as const;
const LAST_BYTES = 4096;

describe('the journal of a run that was cut', function () {
  this.timeout(300_000);
  let bench: Bench;
  let dir: string;
  let whole: Buffer;
  /** What an observer of the run was told, a line each. */
  let seen: readonly string[];
  before(async () => {
    bench = await Bench.open({ 'cut.yaml': EXPERIMENT, 'lines.mjs': PLUGIN });
    const { code, stdout } = await bench.run('run', 'cut.yaml', '--reporter', 'events');
    assert.equal(code, 1, stdout);
    seen = stdout.trimEnd().split('\n');
    const [made = ''] = await bench.runDirs();
    dir = bench.path(path.join('cut', path.basename(made)));
    await cp(made, dir, { recursive: true });
    for (const name of ['run.json', 'junit.xml']) await rm(path.join(dir, name));
    whole = await readFile(path.join(dir, 'events.jsonl'));
    assert.ok(whole.length > LAST_BYTES, 'the run is long enough');
    assert.deepEqual(whole.toString().trimEnd().split('\n'), seen);
  });
  after(() => bench.close());

  async function told(...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await inProcess(args, bench.dir);
    assert.equal(code, 0, `${args.join(' ')}: ${stderr}`);
    return stdout;
  }

  const report = (format: string): Promise<string> => told('report', dir, '--format', format, ...(format === 'lines' ? ['--plugin', 'lines.mjs'] : []));
  const cutAt = (length: number): Promise<void> => writeFile(path.join(dir, 'events.jsonl'), whole.subarray(0, length));
  /** A last line that lacks nothing but its end was written: its observers had heard of it. */
  const linesIn = (length: number): number => whole.subarray(0, length).filter((byte) => byte === 10).length + (whole[length] === 10 ? 1 : 0);

  /** All reports of the journal's first lines: sound, and about every test case that was announced by then. */
  async function reportsOf(lines: number): Promise<ReadonlyMap<string, string>> {
    const { events } = await readJournal(path.join(dir, 'events.jsonl'));
    assert.deepEqual(events.map((event) => JSON.stringify(event)), seen.slice(0, lines), 'all that an observer had seen is read back');
    const planned = events.flatMap((event) => (isEventOf(event, 'experiment.started') ? event.tests.map(({ id }) => id) : []));
    const ended = new Map(events.flatMap((event) => (isEventOf(event, 'test_case.finished') ? [[event.test ?? '', event.outcome] as const] : [])));
    const reports = new Map<string, string>();
    for (const format of FORMATS) reports.set(format, await report(format));
    const text = (format: (typeof FORMATS)[number]): string => reports.get(format) ?? '';
    const { tests } = JSON.parse(text('json')) as RunSummary;
    assert.deepEqual(tests.map(({ id, outcome }) => `${id} ${outcome}`), planned.map((id) => `${id} ${ended.get(id) ?? 'interrupted'}`));
    assert.equal(text('lines'), tests.map(({ id, outcome }) => `${id} ${outcome}\n`).join(''));
    assert.deepEqual(text('csv').trimEnd().split('\r\n').slice(1).map((row) => row.split(',')[2]), planned);
    assert.deepEqual(junitProblems(text('junit')), []);
    assert.equal(text('junit').split('<testcase ').length - 1, planned.length);
    for (const { name } of tests) assert.ok(text('markdown').includes(name), name);
    return reports;
  }

  it('at every byte of its last 4 KiB: all that an observer had seen is read back, and every report tells of it', async () => {
    let lines = -1;
    let reports: ReadonlyMap<string, string> = new Map();
    for (let length = whole.length - LAST_BYTES; length <= whole.length; length += 1) {
      await cutAt(length);
      if (linesIn(length) !== lines) {
        lines = linesIn(length);
        reports = await reportsOf(lines);
        continue;
      }
      // The rest of a line changes nothing.
      const format = REPORT_FORMATS[length % REPORT_FORMATS.length] ?? 'json';
      assert.equal(await report(format), reports.get(format), `${format}, cut at ${length} of ${whole.length}`);
    }
  });

  it('at each of its events: a replay shows what had been seen, with every reporter', async () => {
    for (let length = whole.indexOf(10) + 1, lines = 1; length > 0; length = whole.indexOf(10, length) + 1, lines += 1) {
      await cutAt(length);
      for (const reporter of REPORTER_NAMES) {
        const text = await told('replay', dir, '--speed', 'max', '--reporter', reporter);
        if (reporter === 'events') assert.deepEqual(text.trimEnd().split('\n'), seen.slice(0, lines));
        if (reporter === 'junit') assert.deepEqual(junitProblems(text), []);
        if (reporter === 'json') assert.equal((JSON.parse(text) as RunSummary).run, path.basename(dir));
      }
    }
  });
});
