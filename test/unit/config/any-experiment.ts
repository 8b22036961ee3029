import fc from 'fast-check';
import { experimentJsonSchema, pantherJsonSchema } from '../../../src/config';
import { EXPRESSION, FromSchema, withOneReplaced, type Schema } from './from-schema';

const NAMES = ['server', 'client', 'fetch', 'http', 'a', 'b'];
const ROOTS = ['matrix', 'variables', 'env', 'secrets', 'services', 'test', 'run', 'file', 'iteration', 'attempt', 'steps', 'constructor', '__proto__', 'nothing'];
const MEMBERS = ['a', 'b', 'server', 'client', 'fetch', 'HOME', 'TOKEN', 'name', 'dir', 'id', 'host', 'ports', 'http', 'pid', 'stdout', 'stdout_log', 'exit_code', 'outputs', '0', 'x y', '__proto__', 'constructor', 'toString', 'length'];
const FALLBACKS = ['', ' ?? "d"', " ?? 'it''s'", ' ?? 1', ' ?? null', ' ?? -1.5e3', ' ?? "\\"}}"', ' ??', ' ?? x'];
const member = fc.tuple(fc.constantFrom(...MEMBERS), fc.nat(2)).map(([name, how]) => (how === 0 || !/^[\w-]+$/.test(name) ? `["${name}"]` : how === 1 ? `['${name}']` : `.${name}`));
const expression = fc.tuple(fc.constantFrom(...ROOTS), fc.array(member, { maxLength: 4 }), fc.constantFrom(...FALLBACKS), fc.constantFrom('${{ ', '${{', '$${{ ', '${{ ${{'), fc.constantFrom(' }}', '}}', ' } }', ''))
  .map(([root, path, fallback, open, close]) => `${open}${root}${path.join('')}${fallback}${close}`);
/** Those that can be evaluated, and then those of the grammar's corners. */
const SOUND = [
  '${{ matrix.a }}', '${{ matrix.b }}', '${{ matrix }}', '${{ variables.a }}', '${{ variables.b ?? 3 }}', '${{ env.HOME }}', '${{ env.NOTHING ?? "x" }}', '${{ services.server.ports.http }}', '${{ services.client.dir }}',
  '${{ services.server.pid ?? 0 }}', '${{ test.name }}', '${{ test.dir }}', '${{ run.id }}', '${{ file.dir }}', '${{ iteration }}', '${{ attempt }}', '${{ steps.fetch.stdout ?? "" }}', '$${{ x }}', '${HOME}', 'a ${{ test.id }} b ${{ iteration }}',
];
const PLAIN = ['true', 'a', 'b', 'x y', '1s', '80', 'listening', '(', '^(a)+$', '.', '..', '../..', '/', 'C:\\', '*', '**/*.log', '', ' ', '\u0000', '\ud800', '🧪', 'a'.repeat(300), '__proto__', 'http://127.0.0.1:1/', 'server.http', 'localhost', 'a\nb', 'toString'];
const EVERYDAY = ['true', 'a', 'b', 'x y', '1', 'listening'];

const BY_KEY = new Map<string, readonly string[]>(Object.entries({
  timeout: ['1s', '500ms', '2m', '1m30s', '10'], wait: ['1ms', '2s'], delay: ['1ms'], interval: ['1s'], grace: ['1s'], backoff: ['1ms'],
  command: ['server', 'ends', 'fails', 'stubborn'], run: ['true', 'fails', 'slow', 'prints'], exec: ['true', 'fails'],
  tcp: ['http', 'server.http', '80', '127.0.0.1:1', '${{ services.server.ports.http }}'], listening: ['http', 'server.http'], url: ['http://127.0.0.1:1/', 'http://127.0.0.1:${{ services.server.ports.http }}/'], http: ['http://127.0.0.1:1/'],
  type: ['localhost', 'usage', 'strace', 'memcheck', 'command_prefix', 'docker', 'nothing'], network_environment: ['localhost', 'docker'], execution_environment: ['usage', 'strace'],
  log: ['listening', 'a|b'], pattern: ['a', '(\\d+)', '(?<n>.)'], matches: ['a', 'listening'], json: ['a.b', '[0]'], from: ['stdout', 'a.txt'], path: ['a.txt', 'artifacts/x'], cwd: ['.'], method: ['GET', 'POST', 'BREW'],
  service: ['server'], stop: ['server'], start: ['server'], pause: ['server'], resume: ['server'], in: ['server'], exited: ['server'], on: ['server'], depends_on: ['client'], since: ['fetch'], parallel_group: ['g'],
  iterations: ['1', '3'], warmup: ['1'], retries: ['1', '2'], max: ['1', '2'],
  plugins: ['./nothing.js'], output_dir: ['outputs'], metric: ['rps', 'server.cpu_seconds'], name: ['one', 'two', 'rps'],
}));

const JUNK = fc.letrec<{ any: unknown; map: unknown; list: unknown }>((tie) => ({
  any: fc.oneof({ maxDepth: 3, depthSize: 'small' },
    fc.constantFrom<unknown>(null, true, false, 0, 1, -1, 1.5, 65_536, 1e21, -0, 9_007_199_254_740_993, ...PLAIN, ...SOUND), expression, tie('map'), tie('list')),
  map: fc.dictionary(fc.constantFrom(...NAMES, ...PLAIN, 'when', 'include', 'exclude'), tie('any'), { maxKeys: 3, noNullPrototype: true }),
  list: fc.array(tie('any'), { maxLength: 3 }),
})).any;
const rarelyJunk = (...values: readonly unknown[]) => {
  const arbitrary = fc.oneof({ weight: 15, arbitrary: fc.constantFrom(...values) }, { weight: 1, arbitrary: JUNK });
  return (): fc.Arbitrary<unknown> => arbitrary;
};
const matrixValues = rarelyJunk(['x'], ['x', 'y'], [1, 2], [true, null], [{ deep: { er: [1] } }]);
const anyValue = rarelyJunk('x', '1', 1, 'y', true, { deep: { er: [1] } });
const anything = ([, above]: readonly string[]) => (above === 'matrix' ? matrixValues : anyValue);
const junk = (): fc.Arbitrary<unknown> => JUNK;
const ODD = fc.oneof(expression, fc.constantFrom(...PLAIN), fc.string({ maxLength: 8, unit: 'binary' }));
const odd = (): fc.Arbitrary<string> => ODD;

const textsOf = ([key = '', above = '']: readonly string[]): readonly string[] => {
  if (key === EXPRESSION) return SOUND;
  const own = BY_KEY.get(key) ?? BY_KEY.get(above);
  return own === undefined ? [...NAMES, ...EVERYDAY] : [...Array.from({ length: 8 }, () => own).flat(), ...NAMES];
};
const namesOf = ([key = '']: readonly string[]): readonly string[] => {
  if (key === 'services') return ['server', 'client', 'client', 'fetch', 'constructor'];
  if (key === 'matrix' || key === 'when' || key === 'include' || key === 'exclude') return ['a', 'b'];
  return [...NAMES, 'TOKEN', 'toString'];
};

/** Without these little else could go wrong. */
const USUAL = ['tests', 'name', 'services', 'steps', 'assertions', 'matrix', 'ports', 'pattern'];

/** How often something is done. */
const few: ReadonlySet<string> = new Set(['iterations', 'warmup', 'retries', 'max']);

type Given = { readonly [key: string]: unknown };
const source = new FromSchema(experimentJsonSchema() as Schema, { texts: textsOf, anything, odd, names: namesOf, usual: USUAL, few });
/** An experiment of everything that the format has, as its schema allows it. */
export const allowedExperiment = (draw: fc.GeneratorValue): Given => source.draw(draw) as Given;

/** Half of them have one or two parts that are something else. */
const withWrongParts = (draw: fc.GeneratorValue, given: unknown): unknown => {
  let result = given;
  for (let wrong = draw(fc.nat, { max: 5 }) - 3; wrong > 0; wrong -= 1) result = withOneReplaced(draw, result, junk);
  return result;
};
export const anyExperiment = (draw: fc.GeneratorValue): unknown => withWrongParts(draw, allowedExperiment(draw));

const PANTHER_TEXTS = new Map<string, readonly unknown[]>(Object.entries({
  type: ['iut', 'TESTERS', 'tester', 'testers'], role: ['server', 'client', 'peer'], target: ['a', 'b', 'c', '${x}'], name: ['a', 'a b', 'a-b', 'constructor', 'picoquic'],
  ports: [['1:1'], ['1-65535:1-65535', '80:80/udp'], ['127.0.0.1:1:1'], ['99999999999:1'], [80], ['${p}:1']], timeout: [1, 60, '60'], wait: [1, 60, { duration: 60 }], iterations: [1, 2],
  depends_on: ['a', ['b'], { c: {} }], steps: [{ wait: 60 }], version: ['1', 1], docker: [{}], observers: [{ logger: { log_level: 'DEBUG' } }], assertions: [[]],
}));
const pantherValues = new Map([...PANTHER_TEXTS].map(([key, values]) => [key, rarelyJunk(...values)]));
const pantherSource = new FromSchema(pantherJsonSchema() as Schema, {
  texts: ([key = '']) => (PANTHER_TEXTS.get(key) ?? []).filter((word) => typeof word === 'string').concat('a', 'b'),
  anything: ([key = '']) => pantherValues.get(key) ?? anyValue, odd, names: () => ['a', 'b', 'c', '__proto__', 'constructor'],
  usual: ['tests', 'name', 'services', 'steps', 'implementation', 'protocol', 'type', 'role', 'target'], few,
});
export const anyPantherFile = (draw: fc.GeneratorValue): { readonly tests: readonly unknown[] } => {
  const file = pantherSource.draw(draw) as Given;
  // Without a test that names an implementation it is no file of PANTHER's.
  const tests = [{ name: 'a', services: { a: { implementation: { name: 'picoquic', type: 'iut' } } } }, ...(file['tests'] as readonly unknown[] | undefined) ?? []];
  return { ...file, tests: tests.map((test, index) => (index === 0 ? test : withWrongParts(draw, test))) };
};
