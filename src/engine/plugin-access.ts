import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { isBuiltInType, type CustomDraft } from '../events';
import { withChanges } from './case-env';
import type { CaseAccess, CaseService, RunOptions, RunResult } from './extensions';
import { readOutput } from './read-output';
import { commandLine } from './shell-command';
import type { ServiceControl, StepContext } from './step-context';
import { readOutputsOf } from './steps/output-text';
import { runToEnd } from './steps/step-process';
import { oneLine } from './steps/step-record';

export const serviceSeen = ({ name, host, ports, running, pid, stdoutLog, stderrLog }: ServiceControl): CaseService =>
  ({ name, host, ports, running, stdoutLog, stderrLog, ...(pid === undefined ? {} : { pid }) });

/** What one call of a plug-in's code gets; of no use once `close`d. */
export class PluginAccess {
  #closed = false;
  #runs = 0;

  constructor(private readonly plugin: string, private readonly what: string, private readonly ctx: StepContext) {}

  /** @param signal aborted when the call is given up. */
  access(signal: AbortSignal): CaseAccess {
    const { test, testDir, fileDir, env, metrics, scope, service } = this.ctx;
    const services = Object.keys(scope().services ?? {}).flatMap((name) => service(name) ?? []);
    return {
      test, testDir, fileDir, env, signal,
      services: Object.fromEntries(services.map((control) => [control.name, serviceSeen(control)])),
      pluginConfig: this.ctx.plugins?.config() ?? {},
      metrics: Object.fromEntries(metrics),
      publish: (event) => this.#publish(event),
      recordMetric: (name, value, unit) => this.#record(name, value, unit),
      readOutput: (event) => readOutput(testDir, event),
      run: (command, options = {}) => this.#run(command, options, signal),
    };
  }

  close(): void {
    this.#closed = true;
  }

  #publish(event: CustomDraft): ReturnType<CaseAccess['publish']> {
    this.#refuseLate();
    const { plugins, test } = this.ctx;
    if (plugins === undefined) throw new Error('there is nobody to publish to');
    return plugins.publish({ ...customDraft(this.plugin, event), test });
  }

  #record(name: string, value: number, unit: string | undefined): void {
    this.#refuseLate();
    const { metrics, publish, test } = this.ctx;
    if (typeof name !== 'string' || name === '' || !Number.isFinite(value)) throw new TypeError(`expected a metric's name and a finite number, found ${String(name)} and ${String(value)}`);
    if (metrics.has(name)) throw new Error(`the metric "${name}" was recorded before`);
    metrics.set(name, value);
    publish({ type: 'metric.recorded', test, name, value, ...(unit === undefined ? {} : { unit }) });
  }

  async #run(command: string | readonly string[], { cwd = '.', env = {}, stdin, timeoutMs }: RunOptions, signal: AbortSignal): Promise<RunResult> {
    this.#refuseLate();
    const { testDir, fileDir } = this.ctx;
    const base = path.join(testDir, 'plugins', `${this.what.replace(/[^\w-]+/g, '-')}-${String(this.#runs += 1)}`);
    const [stdoutFile, stderrFile] = [`${base}.stdout.log`, `${base}.stderr.log`];
    await mkdir(path.dirname(base), { recursive: true });
    signal.throwIfAborted();
    const request = {
      id: `${this.plugin} ${path.basename(base)}`, command: commandLine(command), cwd: path.resolve(fileDir, cwd), env: withChanges(this.ctx.env, env),
      stdoutFile, stderrFile, ...(stdin === undefined ? {} : { stdin }),
    };
    const { child, status: { code, signal: endedBy } } = await runToEnd(request, timeoutMs === undefined ? {} : { timeoutMs }, `${this.what}: ${oneLine(commandLine(command).join(' '))}`, { ...this.ctx, signal });
    const [stdout, stderr] = await readOutputsOf(child, [stdoutFile, stderrFile]);
    return { code, signal: endedBy, stdout, stderr, stdoutFile, stderrFile };
  }

  #refuseLate(): void {
    if (this.#closed) throw new Error(`the ${this.what} has ended`);
  }
}

/** @throws TypeError: the built-in events tell what the engine did, and only it knows. */
export function customDraft(plugin: string, draft: CustomDraft): CustomDraft {
  const type: unknown = draft.type;
  if (typeof type === 'string' && isBuiltInType(type)) throw new TypeError(`'${type}' is a built-in event type, which only the engine publishes: give the event a type of your own`);
  return { ...draft, plugin };
}
