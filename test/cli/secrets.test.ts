import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Bench } from './bench';
import { assertNothingLost, WITNESS, WITNESSED } from './nothing-lost';

const SECRET = 'p4ss/w0rd+"&é ✓';

/** Every way in which a program may show it. */
const SHOWS = [
  SECRET, Buffer.from(SECRET).toString('base64'), Buffer.from(`user:${SECRET}`).toString('base64'), Buffer.from(`u:${SECRET}`).toString('base64'),
  encodeURIComponent(SECRET), JSON.stringify(SECRET).slice(1, -1), SECRET.replaceAll('&', '&amp;').replaceAll('"', '&quot;'), Buffer.from(SECRET).toString('hex'),
];

const YAML = `name: secrets
secrets: [SESAME]
variables: { greeting: "hello \${{ secrets.SESAME }}" }
tests:
  - name: shows it
    env: { TOKEN: "\${{ secrets.SESAME }}" }
    services:
      server:
        command: [node, server.js, "\${{ services.server.ports.http }}", "--token=\${{ secrets.SESAME }}"]
        ports: { http: auto }
        ready: { log: listening }
    steps:
      - run: [node, shows.js]
        capture: { seen: 'plain (\\S+)' }
      - run: [node, halves.js]
        expect: { stdout: { contains: before, not_contains: "\${{ secrets.SESAME }}" } }
      - { name: "asks with \${{ secrets.SESAME }}", http: { url: "http://127.0.0.1:\${{ services.server.ports.http }}/", headers: { x-token: tok }, body: "\${{ variables.greeting }}", method: POST, expect: { body: { contains: "\${{ secrets.SESAME }}" } } } }
      - { run: [node, -e, "require('fs').writeFileSync(process.argv[1] + '/' + encodeURIComponent(process.env.TOKEN) + '.txt', '')", "\${{ test.dir }}"] }
      - { run: ["no-such-\${{ secrets.SESAME }}"], continue_on_failure: true }
      - { run: "node shows.js >&2; exit 3", always: true }
    assertions: [ { log_contains: { service: server, text: "\${{ secrets.SESAME }}" } } ]
    artifacts: ['*.txt']
`;

const files = async (dir: string): Promise<readonly string[]> =>
  (await readdir(dir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));

describe('secrets', function () {
  this.timeout(60_000);
  let bench: Bench;
  beforeEach(async () => {
    bench = await Bench.open({ 'secrets.yaml': YAML, 'shows.js': `for (const text of ${JSON.stringify(SHOWS)}) console.log('plain ' + text);` });
    await bench.write('halves.js', `const secret = Buffer.from(process.env.TOKEN); let at = 0;
process.stdout.write('before ');
const next = () => { if (at === secret.length) return process.stdout.write(' after\\n'); process.stdout.write(secret.subarray(at, ++at)); setTimeout(next, 2); };
next();`);
    await bench.write('server.js', `console.log('started with ' + process.argv.slice(3));
require('http').createServer((q, a) => { let body = ''; q.on('data', (d) => (body += d)).on('end', () => { console.log('got ' + body); a.end('you said ' + body); }); }).listen(+process.argv[2], '127.0.0.1', () => console.log('listening'));`);
  });
  afterEach(() => bench.close());

  it('are nowhere in what is printed and written, in whatever form, also in two pieces', async () => {
    for (const reporter of ['plain', 'json', 'events', 'junit', 'github']) {
      const { stdout, stderr } = await bench.start(['run', 'secrets.yaml', '--reporter', reporter], { SESAME: SECRET, GITHUB_STEP_SUMMARY: bench.path('outputs/summary.md') }).ended;
      for (const show of SHOWS) assert.ok(!`${stdout}${stderr}`.includes(show), `${reporter} shows ${show}: ${stdout}${stderr}`);
      assert.match(`${stdout}${stderr}`, /\*\*\*/);
    }
    const all = (await files(bench.path('outputs')));
    assert.ok(all.some((file) => file.endsWith('events.jsonl')) && all.some((file) => file.endsWith('processes.jsonl')) && all.some((file) => file.endsWith('junit.xml')) && all.some((file) => file.endsWith('summary.md')));
    for (const file of all) {
      const text = await readFile(file, 'utf8');
      for (const show of SHOWS) assert.ok(!text.includes(show), `${file} shows ${show}`);
    }
    const halves = all.find((file) => file.endsWith('02-step-2.stdout.log')) ?? '';
    assert.equal(await readFile(halves, 'utf8'), 'before *** after\n');
    const { tests, dir } = await bench.lastSummary();
    await assertNothingLost(dir, { logs: { 'steps/02-step-2.stdout.log': 'before *** after\n' } });
    assert.deepEqual(tests[0]?.artifacts, ['***.txt']);
    assert.deepEqual(tests[0]?.failures.map(({ kind }) => kind), ['step', 'expectation']);
  });

  if (spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0) it('are not in what execution environments write down', async () => {
    await bench.write('traced.yaml', `name: traced
secrets: [SESAME]
tests:
  - name: is traced
    execution_environment: { type: strace }
    services: { server: { command: [sh, -c, 'echo "up with $1"', sh, "--token=\${{ secrets.SESAME }}"], expect_exit: 0 } }
`);
    const { code, stdout, stderr } = await bench.start(['run', 'traced.yaml'], { SESAME: SECRET }).ended;
    assert.equal(code, 0, stdout + stderr);
    const trace = (await files(bench.path('outputs'))).find((file) => file.endsWith('strace.txt')) ?? '';
    const text = await readFile(trace, 'utf8');
    assert.match(text, /execve\(.*--token=\*\*\*"/);
    assert.ok(!/p4ss|w0rd/.test(text), text);
  });

  it('cost no byte of what is no secret, also of a program that is killed while it writes', async () => {
    await bench.write('witness.js', WITNESS);
    await bench.write('written.yaml', `name: written
secrets: [SESAME]
tests:
  - name: writes
    services:
      server: { command: [node, witness.js, "\${{ services.server.stdout_log }}"], ready: { log: line 100 }, stop: { signal: SIGKILL } }
    steps: [{ wait: 200ms }]
`);
    const { code, stdout, stderr } = await bench.start(['run', 'written.yaml'], { SESAME: SECRET }).ended;
    assert.equal(code, 0, stdout + stderr);
    await assertNothingLost((await bench.lastSummary()).dir, { logs: { 'services/server.stdout.log': WITNESSED } });
  });

  it('that are too short are refused before anything runs', async () => {
    const { code, stderr } = await bench.start(['run', 'secrets.yaml'], { SESAME: 'abc' }).ended;
    assert.equal(code, 2);
    assert.match(stderr, /the secret SESAME is shorter than 4 characters/);
  });

  it('that are not set break what uses them, and say so', async () => {
    const { code, stdout } = await bench.start(['run', 'secrets.yaml', '--reporter', 'plain'], { SESAME: undefined }).ended;
    assert.equal(code, 1);
    assert.match(stdout, /The secret "SESAME" is not there: the environment variable SESAME is not set/);
  });

  it('that the file does not name are told when it is read', async () => {
    await bench.write('unnamed.yaml', 'secrets: [SESAME]\ntests: [ { name: a, env: { A: "${{ secrets.SESAM }}" } } ]\n');
    const { code, stdout } = await bench.run('validate', 'unnamed.yaml');
    assert.equal(code, 1);
    assert.match(stdout, /"SESAM" is no secret of this file.*Did you mean "SESAME"/);
  });
});
