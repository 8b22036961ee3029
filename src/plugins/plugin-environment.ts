import type { JsonSchema } from '../config';
import type { ExecutionEnvironment, Findings, PreparedEnvironment } from '../engine';
import { messageOf } from '../events';

/** An execution environment of a plug-in; `type` is its name in the experiment file. */
export interface EnvironmentKind extends ExecutionEnvironment {
  /** What stands below `plugin_config`; without it any map may. */
  readonly schema?: JsonSchema;
}

/** The same, but what it throws names the plug-in, and what it gives is what the engine can use. */
export class PluginEnvironment implements ExecutionEnvironment {
  readonly type: string;
  readonly byDefault?: NonNullable<ExecutionEnvironment['byDefault']>;

  constructor(private readonly plugin: string, private readonly kind: EnvironmentKind) {
    this.type = kind.type;
    if (kind.byDefault !== undefined) this.byDefault = kind.byDefault;
  }

  programs(config: Parameters<ExecutionEnvironment['prepare']>[0]['config']): readonly string[] {
    return this.#attempt(() => listOfTexts(this.kind.programs?.(config) ?? [], 'programs()'));
  }

  async prepare(request: Parameters<ExecutionEnvironment['prepare']>[0]): Promise<PreparedEnvironment> {
    const prepared = await this.#attemptAsync(async () => this.kind.prepare(request));
    if (typeof prepared !== 'object' || prepared === null || typeof prepared.collect !== 'function') {
      throw this.#named(new TypeError('expected an object with collect() from prepare()'));
    }
    const { wrap } = prepared;
    let brokeAtStart: unknown;
    return {
      ...(typeof wrap === 'function' ? { wrap: (command) => this.#attempt(() => listOfTexts(Reflect.apply(wrap, prepared, [command]), 'wrap()')) } : {}),
      ...(prepared.stays === undefined ? {} : { stays: prepared.stays }),
      started: (service, process) => {
        try {
          prepared.started?.(service, process);
        } catch (error) {
          // The service has started all the same: it is told with the findings.
          brokeAtStart ??= error;
        }
      },
      collect: async (signal) => this.#attemptAsync(async () => {
        const findings: Findings = await prepared.collect(signal);
        if (brokeAtStart !== undefined) throw brokeAtStart;
        return { ...findings, metrics: findings?.metrics ?? [] };
      }),
      close: async () => this.#attemptAsync(async () => prepared.close?.()),
    };
  }

  #attempt<T>(call: () => T): T {
    try {
      return call();
    } catch (error) {
      throw this.#named(error);
    }
  }

  async #attemptAsync<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw this.#named(error);
    }
  }

  #named(error: unknown): Error {
    return new Error(`plug-in ${this.plugin}, execution environment ${this.type}: ${messageOf(error)}`, { cause: error });
  }
}

function listOfTexts(value: unknown, method: string): readonly string[] {
  if (!Array.isArray(value) || !value.every((item): item is string => typeof item === 'string')) throw new TypeError(`expected a list of texts from ${method}`);
  return value;
}
