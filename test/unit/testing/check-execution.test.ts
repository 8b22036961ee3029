import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import type { EnvironmentRequest, ExecutionEnvironment, Findings, PreparedEnvironment } from '../../../src/engine';
import { executionEnvironments } from '../../../src/environments';
import { checkRules } from '../../../src/testing/check';
import { checkExecutionEnvironment, EXECUTION_RULES, violationsText, type CheckExecutionOptions } from '../../../src/testing';

type Specimen = Partial<Omit<ExecutionEnvironment, 'prepare'>> & { readonly prepare?: (request: EnvironmentRequest) => Partial<PreparedEnvironment> | Promise<Partial<PreparedEnvironment>> };
/** Sound, but for what it does otherwise. */
const specimen = ({ prepare, ...rest }: Specimen): ExecutionEnvironment => ({
  type: 'specimen', ...rest, prepare: async (request) => ({ collect: async () => ({ metrics: [] }), ...await prepare?.(request) }),
});
const finding = (findings: Partial<Findings>): Specimen => ({ prepare: () => ({ collect: async () => ({ metrics: [], ...findings }) }) });
const forever = (): Promise<never> => new Promise(() => undefined);
const timers: NodeJS.Timeout[] = [];

/** Each breaks the rule that it stands for. */
const SPECIMENS: { readonly [rule: string]: () => ExecutionEnvironment } = {
  R79: () => specimen({ type: 'my environment' }),
  R80: () => specimen({ prepare: () => ({ wrap: ({ command }) => ['sh', '-c', command.join(' ')] }) }),
  R81: () => {
    // Of the test case that was prepared last.
    let mine: readonly string[] = [];
    return specimen({ prepare: ({ services }) => {
      mine = services;
      return { collect: async () => ({ metrics: mine.map((service) => ({ service, name: 'starts', value: 1 })) }) };
    } });
  },
  R82: () => specimen({ prepare: ({ services }) => {
    (services as string[]).push('mine');
    return {};
  } }),
  R83: () => specimen({ prepare: () => {
    let starts = 0;
    return { started: () => { starts += 1; }, collect: async () => {
      if (starts === 0) throw new Error('there is no such file');
      return { metrics: [] };
    } };
  } }),
  R84: () => specimen(finding({ artifacts: ['server/mine.txt', '../steps/theirs.txt'] })),
  R85: () => specimen({ prepare: async ({ signal }) => (signal.aborted ? forever() : {}) }),
  R86: () => specimen({ prepare: () => {
    const timer = setInterval(() => undefined, 1000);
    timers.push(timer);
    return { collect: async () => {
      // Closed only where it has collected.
      clearInterval(timer);
      return { metrics: [] };
    } };
  } }),
  R87: () => {
    const seen = new Set<string>();
    return specimen({ prepare: ({ test }) => {
      if (seen.has(test)) throw new Error(`${test} was prepared before`);
      seen.add(test);
      return {};
    } });
  },
};

/** One of ours. */
const ours = (type: string) => (): ExecutionEnvironment => {
  const found = executionEnvironments().find((one) => one.type === type);
  assert.ok(found);
  return found;
};
const KEPT: readonly (readonly [type: string, options: CheckExecutionOptions])[] = [
  ['usage', {}], ['usage', { config: { interval: 100, samples: true } }], ['command_prefix', { config: { command: [process.execPath, '-e', 'require("child_process").spawnSync(process.argv[1], process.argv.slice(2))'] } }],
  ...(spawnSync('strace', ['-V']).status === 0 ? [['strace', { limitMs: 60_000 }] as const] : []),
];

describe('the rules of execution environments', () => {
  afterEach(() => timers.splice(0).forEach((timer) => clearInterval(timer)));

  for (const [type, options] of KEPT) {
    it(`are kept by ${type} ${JSON.stringify(options.config ?? {})}`, async () => assert.equal(violationsText(await checkExecutionEnvironment(ours(type), options), EXECUTION_RULES), ''));
  }
  it('have a specimen each', () => assert.deepEqual(Object.keys(SPECIMENS), EXECUTION_RULES.map(({ id }) => id)));

  for (const rule of EXECUTION_RULES) {
    it(`${rule.id}: ${rule.says}`, async () => {
      const make = SPECIMENS[rule.id] ?? (() => specimen({}));
      assert.notDeepEqual(await checkRules([rule], { make, limitMs: rule.id === 'R85' ? 300 : 10_000 }), [], 'the specimen is not caught');
      assert.deepEqual(await checkRules([rule], { make: () => specimen({}) }), [], 'the sound one is kept');
    });
  }
});
