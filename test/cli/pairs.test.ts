import assert from 'node:assert/strict';
import type { BuiltInEvent } from '../../src/events';
import { Bench } from './bench';
import { assertNothingLost } from './nothing-lost';

/** `RUNS=50` starts so many pairs. */
const PAIRS = Number(process.env['RUNS'] ?? 4);
const SERVER = "require('http').createServer((_, answer) => answer.end(process.argv[2])).listen(+process.argv[1], '127.0.0.1', () => console.log('up'))";
const PAIR = `name: pair
parallel: 2
tests:
  - name: serves
    matrix: { server: [a, b] }
    services:
      server:
        command: [node, -e, ${JSON.stringify(SERVER)}, "\${{ services.server.ports.http }}", "\${{ run.id }} \${{ matrix.server }}"]
        ports: { http: auto, other: auto }
        ready: { log: up, tcp: http }
    steps:
      - http: { url: "http://127.0.0.1:\${{ services.server.ports.http }}/", expect: { body: { equals: "\${{ run.id }} \${{ matrix.server }}" } } }
      - { wait: 100ms }
`;

describe('two runs of one file at once', function () {
  this.timeout(60_000 + PAIRS * 10_000);
  let bench: Bench;
  before(async () => {
    bench = await Bench.open({ 'pair.yaml': PAIR });
  });
  after(() => bench.close());

  it('never meet: neither in a folder nor at a port', async () => {
    for (let pair = 0; pair < PAIRS; pair += 1) {
      const earlier = new Set(await bench.runDirs());
      const ends = await Promise.all([bench.run('run', 'pair.yaml'), bench.run('run', 'pair.yaml')]);
      for (const { code, stdout, stderr } of ends) assert.equal(code, 0, stdout + stderr);
      const dirs = (await bench.runDirs()).filter((dir) => !earlier.has(dir));
      assert.equal(dirs.length, 2);
      const journals = await Promise.all(dirs.map(async (dir) => (await assertNothingLost(dir, { logs: { 'services/server.stdout.log': 'up\n' } })) as readonly BuiltInEvent[]));
      const times = journals.map((events) => [events[0]?.time ?? '', events.at(-1)?.time ?? ''] as const);
      const [one, other] = times;
      if (one === undefined || other === undefined || one[1] < other[0] || other[1] < one[0]) continue;
      const ports = journals.flatMap((events) => events.flatMap((event) => (event.type === 'service.starting' ? Object.values(event.ports) : [])));
      assert.equal(ports.length, 8);
      assert.equal(new Set(ports).size, 8, `ports of runs at once: ${ports.join(', ')}`);
    }
  });
});
