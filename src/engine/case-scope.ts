import path from 'node:path';
import type { ExpressionScope, StepOutputs, TestCasePlan } from '../config';
import { declaredVariables, settled, withChanges } from './case-env';
import type { RunContext } from './run-context';
import type { Service } from './service';

/** What the expressions of one test case can name at this moment. */
export class CaseScope {
  readonly #services = new Map<string, Service>();
  readonly #steps = new Map<string, StepOutputs>();
  #env: { readonly [name: string]: string };

  constructor(private readonly plan: TestCasePlan, private readonly run: RunContext, private readonly dir: string, private readonly attempt: number) {
    this.#env = run.hostEnv;
  }

  /** Settles the environment: that of the host, with what the file declares, with the test's own. @throws ConfigError */
  settleEnv(): { readonly [name: string]: string } {
    const { plan, run: { actions, hostEnv, loaded } } = this;
    const scope = this.now();
    const declared = settled(declaredVariables(plan.matrix, loaded.variables), (text) => actions.resolveString(text, scope, plan.source));
    this.#env = withChanges(hostEnv, declared);
    this.#env = withChanges(this.#env, actions.resolveEnv(plan.env, this.now(), plan.source));
    return this.#env;
  }

  addService(service: Service): void {
    this.#services.set(service.name, service);
  }

  service(name: string): Service | undefined {
    return this.#services.get(name);
  }

  setOutputs(step: string, outputs: StepOutputs): void {
    this.#steps.set(step, outputs);
  }

  now(): ExpressionScope {
    const { plan, run } = this;
    return {
      matrix: plan.matrix, variables: run.loaded.variables, env: this.#env, secrets: run.secrets?.values ?? {},
      services: Object.fromEntries([...this.#services].map(([name, service]) => [name, service.inScope])),
      test: { name: plan.name, dir: this.dir, id: plan.id }, run: { id: run.runId, dir: run.dir },
      file: { dir: path.dirname(run.loaded.file) }, iteration: plan.iteration, attempt: this.attempt,
      steps: Object.fromEntries(this.#steps),
    };
  }
}
