import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { ExecutionEnvironment, Findings } from '../../engine';
import { checkRules } from '../check';
import { leftOpenBy } from '../open-resources';
import type { Finding, Rule, Violation } from '../rule';
import { atSite, COMMAND, inFolder, Site, TooLong, type CheckExecutionOptions, type ExecutionSubject } from './execution-trial';

const areTexts = (value: unknown): boolean => Array.isArray(value) && value.every((item) => typeof item === 'string');

function* strangers({ metrics, artifacts = [], checks = [] }: Findings, { request: { services, artifactsDir } }: Site): Generator<Finding> {
  for (const { service, name, value } of metrics) {
    if (!services.includes(service)) yield { message: `a metric of ${service}, which is none of ${services.join(', ')}` };
    if (typeof name !== 'string' || name === '' || !Number.isFinite(value)) yield { message: `expected a metric's name and a finite number, found ${String(name)} and ${String(value)}` };
  }
  for (const artifact of artifacts) {
    const below = path.relative(artifactsDir, path.resolve(artifactsDir, artifact));
    if (path.isAbsolute(artifact) || below === '' || below.split(path.sep)[0] === '..') yield { message: `expected artifacts below artifactsDir, found ${artifact}` };
  }
  for (const { passed, message } of checks) if (typeof passed !== 'boolean' || typeof message !== 'string') yield { message: 'expected { passed, message } for each check' };
}

/** Whatever comes of it: it must come. */
const given = async (work: Promise<unknown>): Promise<readonly Finding[]> => work.then(() => [], (error: unknown) => (error instanceof TooLong ? [{ message: error.message }] : []));

/** What every execution environment must keep. */
export const EXECUTION_RULES: readonly Rule<ExecutionSubject>[] = [
  {
    id: 'R79', area: 'envelope', says: 'an execution environment has a type that a file can name, and its programs are texts',
    check({ make, config = {} }) {
      const environment = make();
      const programs = environment.programs?.(config) ?? [];
      return [
        ...(/^[A-Za-z_][\w-]*$/.test(environment.type) ? [] : [{ message: `expected a word, found '${environment.type}'` }]),
        ...(areTexts(programs) ? [] : [{ message: `expected a list of texts from programs(), found ${JSON.stringify(programs)}` }]),
      ];
    },
  },
  {
    id: 'R80', area: 'delivery', says: 'a wrapped command is a list of texts that ends with the words of the command',
    check: (subject) => atSite(subject, async (site) => site.request.services.flatMap((service) => {
      const wrapped = site.wrap(service);
      return areTexts(wrapped) && isDeepStrictEqual(wrapped.slice(-COMMAND.length), COMMAND) ? [] : [{ message: `${service}: expected ${COMMAND.join(' ')} at the end, found ${JSON.stringify(wrapped)}` }];
    })),
  },
  {
    id: 'R81', area: 'isolation', says: 'test cases that are alive together do not know of each other',
    check: (subject) => inFolder(async (dir) => {
      const environment = subject.make();
      const one = await Site.prepare(subject, environment, dir, { test: 'one', services: ['server'] });
      const wrapped = one.wrap('server');
      const other = await Site.prepare(subject, environment, dir, { test: 'other', services: ['client'] });
      const again = one.wrap('server', 2);
      const findings = [
        ...(isDeepStrictEqual(again, wrapped) ? [] : [{ message: `expected ${wrapped.join(' ')} beside another test case, too, found ${again.join(' ')}` }]),
        ...strangers(await one.collect(), one), ...strangers(await other.collect(), other),
      ];
      await Promise.all([one.close(), other.close()]);
      return findings;
    }),
  },
  {
    id: 'R82', area: 'isolation', says: 'a request is not changed',
    check: (subject) => atSite(subject, async ({ request }) => {
      const { test, services, config } = request;
      return isDeepStrictEqual({ test, services, config }, { test: 'a', services: ['server', 'client'], config: subject.config ?? {} }) ? [] : [{ message: 'the request is another one now' }];
    }),
  },
  {
    id: 'R83', area: 'delivery', says: 'of services that never started it collects what there is, and breaks nothing',
    check: (subject) => atSite(subject, async (site) => [...strangers(await site.collect(), site)]),
  },
  {
    id: 'R84', area: 'announced means told', says: 'findings are of its own services, metrics are numbers, artifacts lie below artifactsDir',
    check: (subject) => atSite(subject, async (site) => {
      await site.runService('server');
      await site.runService('server', 2);
      await site.runService('client');
      return [...strangers(await site.collect(), site)];
    }),
  },
  {
    id: 'R85', area: 'teardown', says: 'a preparation and a collection that are given up end soon',
    check: (subject) => inFolder(async (dir) => {
      const prepareAndClose = async (signal: AbortSignal): Promise<void> => (await Site.prepare(subject, subject.make(), dir, { signal })).close();
      const later = new AbortController();
      const preparing = given(prepareAndClose(later.signal));
      await nextTurn();
      later.abort(new Error('given up'));
      const site = await Site.prepare(subject, subject.make(), dir);
      const findings = [...await preparing, ...await given(prepareAndClose(AbortSignal.abort(new Error('given up')))), ...await given(site.collect(AbortSignal.abort(new Error('given up'))))];
      await site.close();
      return findings;
    }),
  },
  {
    id: 'R86', area: 'teardown', says: 'closed, whether it has collected or not, it leaves nothing that keeps a program from ending',
    check: (subject) => inFolder((dir) => leftOpenBy(async () => {
      for (const collects of [false, true]) {
        const site = await Site.prepare(subject, subject.make(), dir);
        await site.runService('server');
        if (collects) await site.collect();
        await site.close();
      }
    }, Math.min(1000, subject.limitMs ?? 1000))),
  },
  {
    id: 'R87', area: 'teardown', says: 'one that was closed can be prepared again, for the same test case, as often as one likes',
    check: (subject) => inFolder(async (dir) => {
      const environment = subject.make();
      const wrapped: (readonly string[])[] = [];
      for (let round = 0; round < 3; round += 1) {
        const site = await Site.prepare(subject, environment, dir);
        wrapped.push(site.wrap('server'));
        await site.collect();
        await site.close();
      }
      return wrapped.filter((words) => !isDeepStrictEqual(words, wrapped[0])).map((words) => ({ message: `expected ${wrapped[0]?.join(' ') ?? ''}, found ${words.join(' ')}` }));
    }),
  },
];

/** Puts an execution environment through test cases, their services real programs; @returns everything that breaks a rule, nothing: it is sound. */
export const checkExecutionEnvironment = (make: () => ExecutionEnvironment, options: CheckExecutionOptions = {}): Promise<readonly Violation[]> => checkRules(EXECUTION_RULES, { ...options, make });
