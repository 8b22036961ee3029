import assert from 'node:assert/strict';
import { Bench } from './bench';

const WITH_SETTINGS = `name: settings
observers:
  metrics: { enabled: false }
  logger: { patterns: ['*.error'] }
plugins: [./tracer.mjs]
tests:
  - name: waits
    steps: [{ wait: 1ms }]
`;
const TRACER = `export default {
  name: 'tracer',
  setup(plugin) {
    plugin.defineEvent('quic.packet_lost', (payload) => payload);
    plugin.registerObserver('quic.*', () => undefined);
  },
};
`;

interface Explained {
  readonly type: string;
  readonly known: boolean;
  readonly did_you_mean?: string;
  readonly receivers: readonly { readonly observer: string; readonly pattern: string; readonly priority: number; readonly source?: { readonly kind: string; readonly file?: string } }[];
  readonly others: readonly { readonly observer: string; readonly reason: string }[];
}

describe('explain', function () {
  this.timeout(60_000);
  let bench: Bench;
  before(async () => {
    bench = await Bench.open({ 'settings.yaml': WITH_SETTINGS, 'tracer.mjs': TRACER });
  });
  after(() => bench.close());

  const json = async (...args: readonly string[]): Promise<Explained> => JSON.parse((await bench.run('explain', ...args, '--json')).stdout) as Explained;

  it('says who gets an event, in which order and through which pattern', async () => {
    const { code, stdout, stderr } = await bench.run('explain', 'service.ready');
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /^service\.ready\n\nIt goes, in this order, to:\n {2}1\. +journal +through \*\* +built in +priority ∞\n/);
    assert.match(stdout, /It does not go to:\n(.*\n)* {2}- +storage +.* does not match 'service\.ready'/);
  });

  it('counts what the plug-ins and the observers of a file add and leave out', async () => {
    const { known, receivers, others } = await json('quic.packet_lost', 'settings.yaml');
    assert.equal(known, true);
    const tracer = receivers.find(({ observer }) => observer === 'tracer');
    assert.deepEqual([tracer?.pattern, tracer?.source?.kind], ['quic.*', 'plug-in']);
    assert.match(tracer?.source?.file ?? '', /tracer\.mjs$/);
    assert.equal(others.find(({ observer }) => observer === 'logger')?.reason, "'*.error' does not match 'quic.packet_lost'");
    const heard = async (...file: readonly string[]) => (await json('test_case.finished', ...file)).receivers.map(({ observer }) => observer);
    assert.deepEqual([(await heard()).includes('metrics'), (await heard('settings.yaml')).includes('metrics')], [true, false]);
    assert.equal(receivers[0]?.priority, Number.MAX_VALUE);
  });

  it('suggests what was meant by a type that nobody knows', async () => {
    const { code, stdout } = await bench.run('explain', 'service.redy');
    assert.equal(code, 1);
    assert.match(stdout, /^service\.redy: no known event has this type\. Did you mean service\.ready\?/);
    assert.equal((await json('quic.packet_lost')).known, false);
  });

  it('refuses a pattern, and a file that is not there', async () => {
    const pattern = await bench.run('explain', 'service.*');
    assert.deepEqual([pattern.code, pattern.stdout], [2, '']);
    assert.match(pattern.stderr, /expected the type of an event such as service\.ready, found 'service\.\*'/);
    const file = await bench.run('explain', 'service.ready', 'none.yaml');
    assert.equal(file.code, 2);
    assert.match(file.stderr, /none\.yaml/);
  });
});
