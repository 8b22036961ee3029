// Turns what a QUIC implementation logs in qlog (https://datatracker.ietf.org/doc/draft-ietf-quic-qlog-main-schema/), one
// JSON record a line, into events: quic.packet_lost and quic.handshake_done. The journal, the log, the inspector and other
// observers treat them like any other event. It also adds an assertion, packet_loss.
import { readFile } from 'node:fs/promises';

const OUR_EVENTS = {
  'recovery:packet_lost': (data) => ({ type: 'quic.packet_lost', packet: data.header?.packet_number, trigger: data.trigger ?? 'unknown' }),
  'transport:handshake_done': () => ({ type: 'quic.handshake_done' }),
};

/** @param {string} line @returns a record of the qlog, or undefined: services print other lines, too */
function recordOf(line) {
  // A record separator begins each record in JSON text sequences (RFC 7464).
  const text = line.replace(/^\x1e/, '').trim();
  if (!text.startsWith('{')) return undefined;
  try {
    const record = JSON.parse(text);
    return typeof record.name === 'string' ? { name: record.name, time: record.time, data: record.data ?? {} } : undefined;
  } catch {
    return undefined;
  }
}

/** Checks what is published under our names, whoever publishes it. */
function packetLost(payload) {
  if (!Number.isInteger(payload.packet) || payload.packet < 0) throw new TypeError(`expected packet to be a packet number, found ${payload.packet}`);
  if (typeof payload.trigger !== 'string') throw new TypeError('expected trigger to be a text');
  return payload;
}

/** Reads the output of the services of one run, in order and without losing a byte. */
function tracerOf({ AsyncObserver }, run, services) {
  /** What is left of each stream after its last line. */
  const rests = new Map();
  return new (class QlogTracer extends AsyncObserver {
    // Nothing may be missed, however much is printed: what has no room in the queue is read back from the journal.
    overflow = 'spill';

    async onEventAsync(event) {
      if (services !== undefined && !services.includes(event.service)) return;
      const key = `${event.test} ${event.service} ${event.stream}`;
      const rest = rests.get(key) ?? Buffer.alloc(0);
      const bytes = Buffer.concat([rest, await run.readOutput(event)]);
      const end = bytes.lastIndexOf(0x0a) + 1;
      rests.set(key, bytes.subarray(end));
      for (const line of bytes.toString('utf8', 0, end).split('\n')) this.#tell(line, event);
    }

    #tell(line, { test, service, seq }) {
      const record = recordOf(line);
      const ours = record && OUR_EVENTS[record.name];
      if (ours) run.publish({ ...ours(record.data), qlog_time: record.time, test, service, cause: seq });
    }
  })();
}

/**
 * `packet_loss: { service: client, below: 0.05 }`: lost packets, as a share of those sent. Without `below` the test's
 * `plugin_config: { packet_loss: { below: … } }` says how many.
 */
const packetLoss = {
  kind: 'packet_loss',
  schema: {
    type: 'object', required: ['service'], additionalProperties: false,
    properties: { service: { type: 'string' }, below: { type: 'number', minimum: 0, maximum: 1 } },
  },
  async evaluate({ service, below: given }, at) {
    const below = given ?? at.pluginConfig.packet_loss?.below;
    if (typeof below !== 'number') throw new Error('expected a number as below, here or in the plugin_config of the test');
    const log = at.services[service]?.stdoutLog;
    if (log === undefined) throw new Error(`there is no service "${service}"`);
    const names = (await readFile(log, 'utf8')).split('\n').map((line) => recordOf(line)?.name);
    const [sent, lost] = ['transport:packet_sent', 'recovery:packet_lost'].map((name) => names.filter((one) => one === name).length);
    if (sent === 0) return { passed: false, message: `${service} logged no packet it sent`, expected: 'qlog records of packets sent', found: 'none' };
    const share = lost / sent;
    at.recordMetric(`${service}.packet_loss`, share);
    return {
      passed: share < below, message: `${service} lost ${lost} of ${sent} packets`,
      expected: `packet loss below ${below}`, found: share.toFixed(4),
    };
  },
};

export default {
  name: 'qlog-tracer',
  config: {
    type: 'object', additionalProperties: false,
    properties: { services: { type: 'array', items: { type: 'string' }, description: 'Which services log in qlog; without it, any may.' } },
  },
  setup(plugin, config) {
    plugin.defineEvent('quic.packet_lost', packetLost);
    plugin.onRun((run) => run.registerObserver('service.output', tracerOf(plugin, run, config?.services), { name: 'qlog' }));
    plugin.addAssertion(packetLoss);
  },
};
