import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmod, mkdir, readFile, symlink } from 'node:fs/promises';
import path from 'node:path';
import type { BuiltInEvent } from '../../src/events';
import type { RunPlan } from '../../src/runs';
import { Bench, type Ended } from './bench';
import { assertNothingLost } from './nothing-lost';
import { survivors } from './processes-alive';

const RECORDED = `name: recorded
tests:
  - name: records
    services:
      server:
        command: [node, -e, "require('http').createServer((_, answer) => answer.end('hello packets')).listen(+process.argv[1], '127.0.0.1', () => console.log('up'))", "\${{ services.server.ports.http }}"]
        ports: { http: auto }
        ready: { log: up }
    steps:
      record_pcap: true
      pre_commands: [[node, -e, "fetch(process.argv[1]).then((answer) => answer.text()).then(console.log)", "http://127.0.0.1:\${{ services.server.ports.http }}/"]]
`;

/** A recorder that writes a head of 24 bytes, and then what it was asked for and which signal ended it. */
const fake = (listening: string): string => `#!/usr/bin/env node
const { writeSync } = require('node:fs');
writeSync(1, Buffer.alloc(24, 'h'));
process.on('SIGTERM', () => { writeSync(1, JSON.stringify(process.argv.slice(2)) + ' SIGTERM'); process.exit(0); });
${listening}
setInterval(() => {}, 1000);
`;
const LISTENING = "writeSync(2, 'tcpdump: listening on lo, link-type EN10MB\\n');";

// A program of a name is found by a file without an ending.
if (process.platform !== 'win32') describe('record_pcap', function () {
  this.timeout(60_000);
  let bench: Bench;
  beforeEach(async () => {
    bench = await Bench.open();
    await bench.write('recorded.yaml', RECORDED);
    await mkdir(bench.path('bin'));
    await symlink(process.execPath, bench.path('bin/node'));
    await symlink('/usr/bin/env', bench.path('bin/env'));
  });
  afterEach(() => bench.close());

  /** With nothing in the PATH but these programs, and Node. */
  async function runWith(programs: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Ended> {
    for (const [name, text] of Object.entries(programs)) await chmod(await bench.write(`bin/${name}`, text), 0o755);
    return bench.start(['run', 'recorded.yaml', ...args], { PATH: bench.path('bin') }).ended;
  }
  async function events(): Promise<readonly BuiltInEvent[]> {
    return (await assertNothingLost((await bench.lastSummary()).dir)) as readonly BuiltInEvent[];
  }
  const why = (all: readonly BuiltInEvent[]): readonly string[] => all.flatMap((event) => (event.type === 'execution.environment_error' ? [event.message] : []));
  async function recording(): Promise<string> {
    const { dir } = await bench.lastSummary();
    const started = (await events()).find((event) => event.type === 'test_case.started');
    return readFile(path.join(dir, started?.dir ?? '', 'artifacts/packets.pcap'), 'latin1');
  }

  for (const [program, listening] of [['tcpdump', LISTENING], ['dumpcap', "writeSync(2, 'Capturing on lo\\nFile: -\\n');"]] as const) {
    it(`records the ports of the services with ${program}, from before their start until after their end`, async () => {
      const { code, stdout, stderr } = await runWith({ [program]: fake(listening) });
      assert.equal(code, 0, stdout + stderr);
      assert.doesNotMatch(stderr, /not recorded/);
      const told = await events();
      const started = told.find((event) => event.type === 'service.starting');
      const port = started?.type === 'service.starting' ? started.ports['http'] : undefined;
      assert.match(await recording(), new RegExp(`^h{24}\\[.*"-i","lo0?",.*"-w","-".*"port ${port}"\\] SIGTERM$`));
      assert.deepEqual((await bench.lastSummary()).tests[0]?.artifacts, ['packets.pcap']);
      assert.deepEqual(why(told), []);
      const stopped = told.findIndex(({ type }) => type === 'service.stopped');
      assert.ok(stopped > 0 && told.findIndex(({ type }) => type === 'artifact.collected') > stopped);
      if (process.platform === 'linux') assert.deepEqual(await survivors(bench.mark), []);
    });
  }

  it('is in the plan of a run', async () => {
    const { stdout } = await bench.run('run', 'recorded.yaml', '--dry-run');
    assert.match(stdout, /^ {3}packets at the ports of the services: recorded$/m);
    const json = await bench.run('run', 'recorded.yaml', '--dry-run', '--reporter', 'json');
    assert.equal((JSON.parse(json.stdout) as RunPlan).tests[0]?.record_pcap, true);
  });

  const fails: readonly (readonly [what: string, programs: Readonly<Record<string, string>>, why: RegExp])[] = [
    ['there is no program', {}, /^Packets are not recorded: there is no program tcpdump or dumpcap in PATH$/],
    ['the right is missing', { tcpdump: "#!/usr/bin/env node\nconsole.error(\"tcpdump: lo: You don't have permission to capture on that device\"); process.exit(1);\n" }, /^Packets are not recorded: tcpdump: lo: You don't have permission/],
    ['it does not begin', { tcpdump: fake('') }, /^Packets are not recorded: Waiting for tcpdump took longer than its time limit of 5 s$/],
    ['it ends before the test does', { tcpdump: fake(`${LISTENING} setTimeout(() => { console.error('the disk is full'); process.exit(3); }, 5);`) }, /^Packets are not recorded: the recording ended with exit code 3: .*the disk is full/],
  ];
  for (const [what, programs, reason] of fails) {
    it(`goes on without, and says so, when ${what}`, async () => {
      const { code, stdout, stderr } = await runWith(programs);
      assert.equal(code, 0, stdout + stderr);
      if (Object.keys(programs).length === 0) assert.match(stderr, /recorded\.yaml:10:7 warning not-recorded Packets are not recorded: there is no program "tcpdump" or "dumpcap" in the PATH/);
      const told = await events();
      assert.deepEqual(why(told).map((message) => reason.test(message)), [true], why(told).join());
      assert.deepEqual((await bench.lastSummary()).tests[0]?.artifacts, []);
      if (process.platform === 'linux') assert.deepEqual(await survivors(bench.mark), []);
    });
  }

  // Whether this machine has it, and lets us.
  if (spawnSync('sh', ['-c', 'tcpdump -i lo -c 1 -w /dev/null & sleep 0.5; kill $!; wait $!'], { encoding: 'utf8' }).stderr.includes('listening on lo')) {
    it('has what was said, with the real tcpdump', async () => {
      const { code, stdout, stderr } = await bench.run('run', 'recorded.yaml');
      assert.equal(code, 0, stdout + stderr);
      assert.match(await recording(), /^(?:\xd4\xc3\xb2\xa1|\xa1\xb2\xc3\xd4)[^]*GET \/ HTTP[^]*hello packets/);
    });
  }
});
