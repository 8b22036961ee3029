import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { PortRequest } from '../../../src/config';
import { LocalhostNetwork } from '../../../src/environments';
import { reserveFreePorts } from '../../../src/environments/reserve-ports';
import { PortReservations } from '../../../src/environments/port-reservations';
import { PortsOnDemand } from '../../../src/environments/port-supply';
import { SparePorts } from '../../../src/environments/spare-ports';
import { thisProcess } from '../../../src/supervisor';
import { until } from '../supervisor/bed';

const source = { file: '/x', path: '', range: { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } } };
const never = new AbortController().signal;

/** The random number that a port out of so many is made from; in the middle of its share, where rounding cannot lead to its neighbour. */
const leadingTo = (port: number, many: number): number => (port - 20_000 + 0.5) / many;

describe('environments: localhost', () => {
  let dir = '';
  beforeEach(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'ports-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  const service = (name: string, ports: { readonly [name: string]: PortRequest }) => ({ name, ports, source });

  it('gives each automatic port a number of its own, keeps the fixed ones, and releases at teardown', async () => {
    const network = new LocalhostNetwork(new PortsOnDemand(new PortReservations(dir)));
    const made = await network.setUp({ test: 't', services: [service('a', { http: 'auto', admin: 8080 }), service('b', { http: 'auto' })], signal: never });
    const a = made.services['a'];
    const b = made.services['b'];
    assert.equal(a?.host, '127.0.0.1');
    assert.equal(a?.ports['admin'], 8080);
    assert.notEqual(a?.ports['http'], b?.ports['http']);
    assert.equal((await readdir(dir)).length, 2);
    await made.tearDown(never);
    assert.deepEqual(await readdir(dir), []);
  });

  it('a hundred at once never collide, also among networks that know nothing of each other', async () => {
    const networks = Array.from({ length: 4 }, () => new LocalhostNetwork(new PortsOnDemand(new PortReservations(dir))));
    const ports = { a: 'auto', b: 'auto', c: 'auto', d: 'auto', e: 'auto' } as const;
    const made = await Promise.all(Array.from({ length: 20 }, (_, index) => networks[index % 4]?.setUp({ test: `t${index}`, services: [service('s', ports)], signal: never })));
    const numbers = made.flatMap((network) => Object.values(network?.services['s']?.ports ?? {}));
    assert.equal(numbers.length, 100);
    assert.equal(new Set(numbers).size, 100);
  });

  it('a port in use, for TCP or for UDP only, is not given', async () => {
    const server = createServer().listen({ port: 0, host: '127.0.0.1' });
    await once(server, 'listening');
    const socket = createSocket('udp4').bind({ port: 0, address: '127.0.0.1' });
    await once(socket, 'listening');
    const address = server.address();
    assert.ok(typeof address === 'object' && address !== null);
    const used = [address.port, socket.address().port];
    try {
      const asked: number[] = [];
      // Tries the used ports first, then a free one.
      const random = () => {
        const next = used[asked.length] ?? 20_000 + Math.floor(Math.random() * 10_000);
        asked.push(next);
        return leadingTo(next, 10_000);
      };
      const [port] = await reserveFreePorts(new PortReservations(dir), 1, random);
      assert.deepEqual(asked.slice(0, 2), used);
      assert.ok(asked.length > 2, 'a used port was given');
      assert.equal(port, asked.at(-1));
      assert.deepEqual(await readdir(dir), [`${port}.json`], 'what is not given is not kept');
    } finally {
      server.close();
      socket.close();
    }
  });

  it('gives ports in a row, all free and reserved, and passes over a row with one in use', async () => {
    const server = createServer().listen({ port: 0, host: '127.0.0.1' });
    await once(server, 'listening');
    const address = server.address();
    assert.ok(typeof address === 'object' && address !== null);
    try {
      const reservations = new PortReservations(dir);
      const wanted = [address.port - 2];
      const row = await reserveFreePorts(reservations, 4, () => leadingTo(wanted.shift() ?? 20_000 + Math.floor(Math.random() * 9_997), 9_997));
      assert.deepEqual(wanted, [], 'the row with the used port was asked for');
      const [first = 0] = row;
      assert.deepEqual(row, [first, first + 1, first + 2, first + 3]);
      assert.ok(!row.includes(address.port));
      assert.deepEqual((await readdir(dir)).sort(), row.map((port) => `${port}.json`), 'what is not given is not kept');
      const made = await new LocalhostNetwork(new PortsOnDemand(reservations)).setUp({ test: 't', services: [service('a', { media: { inARow: 3 }, http: 'auto' })], signal: never });
      const { media = 0, 'media[1]': second, 'media[2]': third, http } = made.services['a']?.ports ?? {};
      assert.deepEqual([second, third, typeof http], [media + 1, media + 2, 'number']);
      await made.tearDown(never);
      assert.equal((await readdir(dir)).length, 4);
    } finally {
      server.close();
    }
  });

  it('the reservation of a dead process is nobody\'s, that of a living one holds', async () => {
    const reservations = new PortReservations(dir);
    const self = await thisProcess();
    await writeFile(path.join(dir, '20001.json'), JSON.stringify({ ...self, startTime: `${self.startTime}0` }));
    await writeFile(path.join(dir, '20002.json'), JSON.stringify(self));
    assert.equal(await reservations.take(20001), true);
    assert.equal(await reservations.take(20002), false);
    assert.equal(await reservations.take(20001), false);
  });

  it('spare ports are reserved while others are in use, never given twice nor when somebody has come, and given back in the end', async () => {
    const spare = new SparePorts(new PortsOnDemand(new PortReservations(dir)));
    const reserved = (): string[] => readdirSync(dir);
    const [first = 0] = await spare.take(1);
    await until('one is reserved ahead', () => reserved().length === 2);
    const ahead = Number(reserved().find((name) => name !== `${first}.json`)?.replace('.json', ''));
    const stranger = createServer().listen({ port: ahead, host: '127.0.0.1' });
    await once(stranger, 'listening');
    try {
      const [second = 0] = await spare.take(1);
      assert.ok(![first, ahead].includes(second), `${second} is given, of ${first} and ${ahead}`);
      await until('another is reserved ahead', () => reserved().length === 3 && !reserved().includes(`${ahead}.json`));
    } finally {
      stranger.close();
    }
    const many = await Promise.all(Array.from({ length: 50 }, () => spare.take(1)));
    assert.equal(new Set(many.flat()).size, 50);
    for (const port of [first, ...many.flat()]) await spare.giveBack(port);
    await spare.close();
    assert.equal(reserved().length, 1, 'only what was never given back is still reserved');
  });

  it('a set-up that is given up keeps nothing', async () => {
    const given = new AbortController();
    const network = new LocalhostNetwork(new PortsOnDemand(new PortReservations(dir)));
    const services = [service('a', { http: 'auto' }), { name: 'b', source, get ports() { given.abort(new Error('enough')); return { http: 'auto' as const }; } }];
    await assert.rejects(network.setUp({ test: 't', services, signal: given.signal }), /enough/);
    assert.deepEqual(await readdir(dir), []);
  });
});
