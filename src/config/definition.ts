import type { LoadedExperiment, TestCasePlan } from './experiment';
import { stableJson } from './read/stable-json';

/** All of a test case that can change what it comes to, wherever in the file it stands: equal texts, equal test cases. */
export const definitionOf = (plan: TestCasePlan): string => stableJson({
  name: plan.name, base: plan.base, matrix: plan.matrix, iteration: plan.iteration, over: plan.over, warmup: plan.warmup,
  network: plan.network, env: plan.env, environments: plan.environments.map(({ value }) => value),
  services: plan.services.map(({ name, value, dependsOn }) => ({ name, value, dependsOn })),
  steps: plan.steps.map(({ value }) => value), assertions: plan.assertions.map(({ value }) => value), artifacts: plan.artifacts,
  skip: plan.skip, timeoutMs: plan.timeoutMs, retries: plan.retries, expectOutcome: plan.expectOutcome,
  errors: plan.errors.map(({ code, message }) => ({ code, message })),
});

/** What all test cases of a file share that can change what they come to. */
export const settingsOf = ({ variables, failFastInTest, plugins }: LoadedExperiment): string => stableJson({
  variables, failFastInTest, plugins: plugins.map(({ by, text, config }) => ({ by, text, config })),
});
