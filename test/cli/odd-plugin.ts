/** Expressions whose values nobody expects, each with ways of its own to hurt whoever looks at it. */
export const ODD_VALUES: readonly string[] = [
  'undefined', 'null', 'true', '0', '-1', '1.5', 'NaN', 'Infinity', '1n', '""', '"x"', '"a b"', '"a\\nb"', '"__proto__"', '"constructor"', '"test_case.started"', 'Symbol("s")',
  '[]', '[null]', '[[]]', '[1, "x"]', 'new Array(3)', '({})', 'Object.create(null)', '({ toString: null })', '({ then: 1 })', '({ then() { throw null; } })', '({ then(_, no) { no(Symbol("s")); } })',
  '({ get name() { throw new Error("a getter"); }, get message() { throw null; } })', 'new Proxy({}, { get() { throw new Error("a trap"); } })', 'new Proxy({}, { ownKeys() { throw new Error("a trap"); } })',
  'new Proxy(() => {}, { apply() { throw undefined; } })', '(() => {})', '(() => { throw null; })', '(() => { throw { toString() { throw 1; } }; })', '(async () => { throw Symbol("s"); })', '(() => Promise.reject())',
  '(class { constructor() { throw 1; } })', '(class { onEvent() { throw new Error("x"); } })', 'new Date(NaN)', '/x/', 'new Map([[1, 2]])', '((o) => (o.o = o))({})', '((a) => (a.push(a), a))([])', '"x".repeat(1e5)',
  'new Error("an error")', 'Object.assign(new Error(), { message: null, stack: 7 })', 'Object.freeze({ a: 1 })', 'new Uint8Array(3)', 'JSON.parse(\'{"__proto__": {"polluted": 1}}\')', '({ toJSON() { throw new Error("json"); } })',
  '({ valueOf: null, [Symbol.toPrimitive]() { throw 1; } })', 'plugin', 'config', 'globalThis', '(Promise.reject(), 1)', '(Promise.reject(Symbol("s")), undefined)', '(setTimeout(() => { throw null; }), "x")',
];

/** What a plug-in says where: every expression in `‹›` is a place that can have another one. */
const MODULE = `
const plugin = 0, config = 0;
export default ‹{
  name: ‹"odd"›, version: ‹"1"›, config: ‹{ type: "object" }›,
  async setup(plugin, config) {
    plugin.defineEvent(‹"odd.event"›, ‹(payload) => (‹payload›)›);
    plugin.registerObserver(‹"**"›, ‹(event) => ‹undefined››, ‹{ name: ‹"own"›, priority: ‹1›, required: ‹false› }›);
    plugin.registerObserver("**", new (class extends plugin.AsyncObserver { async onEventAsync() { return ‹undefined›; } })());
    plugin.registerObserver("**", ‹{ interests: () => ‹["step.*"]›, onEvent() {} }›);
    plugin.onRun(‹(run) => {
      run.registerObserver("test_case.finished", () => { run.publish(‹{ type: ‹"odd.event"›, value: ‹1› }›); });
    }›);
    plugin.addStep(‹{ kind: ‹"odd_step"›, schema: ‹{}›, run: ‹(given, at) => { at.recordMetric(‹"m"›, ‹1›, ‹"s"›); at.publish(‹{ type: "odd.event" }›); return ‹{ outputs: ‹{ a: 1 }›, stdout: ‹"out"›, failures: ‹[]› }›; }› }›);
    plugin.addAssertion(‹{ kind: ‹"odd_assertion"›, schema: ‹{}›, timeoutMs: ‹1000›, evaluate: ‹() => (‹{ passed: ‹true›, message: ‹"good"›, expected: ‹"1"›, found: ‹"1"› }›)› }›);
    plugin.addProbe(‹{ kind: ‹"odd_probe"›, schema: ‹{}›, probe: ‹() => ‹true›› }›);
    plugin.addEnvironment(‹{
      type: ‹"odd_environment"›, schema: ‹{}›, programs: ‹() => ‹[]››,
      async prepare({ artifactsDir }) {
        return ‹{
          wrap: ‹({ command }) => ‹command››, stays: ‹false›, measureEveryMs: ‹100›, started: ‹() => {}›,
          collect: async () => (‹{
            metrics: ‹[‹{ service: ‹"server"›, name: ‹"m"›, value: ‹1›, unit: ‹"s"› }›]›,
            checks: ‹[‹{ passed: ‹true›, message: ‹"light"› }›]›, artifacts: ‹[]›,
          }›),
          close: async () => ‹undefined›,
        }›;
      },
    }›);
    plugin.addValidator(‹{ validateResults: ‹async () => ‹[‹{ severity: ‹"failed"›, message: ‹"wrong"› }›]››, validateRun: ‹async () => ‹[]›› }›);
    plugin.addReportFormat(‹{ name: ‹"odd_report"›, render: ‹() => ‹"report"›› }›);
    return ‹() => ‹undefined››;
  },
}›;
`;

/** How many places there are. */
export const PLACES = MODULE.split('‹').length - 1;

/** The module with other expressions at some of its places, by their number. */
export function oddModule(others: ReadonlyMap<number, string>): string {
  let at = 0;
  let text = '';
  let place = -1;
  /** Within a place that has another expression: how deep. */
  let left = 0;
  for (; at < MODULE.length; at += 1) {
    const sign = MODULE[at] ?? '';
    if (sign === '‹') {
      place += 1;
      const other = others.get(place);
      if (left > 0) left += 1;
      else if (other !== undefined) {
        text += other;
        left = 1;
      }
    } else if (sign === '›') {
      if (left > 0) left -= 1;
    } else if (left === 0) text += sign;
  }
  return text;
}

/** Uses all of what the module adds. */
export const ODD_EXPERIMENT = `name: odd
plugins: [ ./odd.mjs ]
tests:
  - name: all
    execution_environment: [ { type: odd_environment } ]
    services: { server: { command: [sh, -c, "echo up; exec sleep 1000"], ready: { odd_probe: 1, timeout: 2s }, stop: { grace: 500ms } } }
    steps: [ { odd_step: 1 }, { wait: 1ms } ]
    assertions: [ { odd_assertion: 1 } ]
  - { name: later, steps: [ { wait: 1ms } ] }
`;
