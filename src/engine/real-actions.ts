import { resolveEnv, resolveEnvironment, resolvePorts, resolveService, resolveString } from '../config';
import { evaluateAssertions } from './assertions';
import type { CaseActions } from './case-actions';
import type { Extensions } from './extensions';
import type { RegexMatcher } from './matchers';
import { waitUntilReady } from './ready';
import { ServiceOutput } from './service-output';
import type { Clock } from './step-context';
import { firstCommand, runSteps } from './steps';

/** The actions of a real run. */
export const realActions = (regex: RegexMatcher, clock: Clock, extensions?: Extensions): CaseActions => ({
  resolveService: (draft, scope) => resolveService(draft, scope, extensions?.config),
  resolvePorts,
  resolveEnvironment: (draft, scope) => resolveEnvironment(draft, scope, extensions?.config),
  resolveEnv,
  resolveString,
  runSteps: (drafts, context) => runSteps(drafts, context, regex),
  firstCommand,
  evaluateAssertions: (drafts, context, moment) => evaluateAssertions(drafts, context, regex, moment),
  waitUntilReady: (ready, service, context) => waitUntilReady(ready, service, context, regex),
  followOutput: (files, publish) => new ServiceOutput(files, clock, publish),
});
