import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Draft, ExpressionScope, StepOutputs } from '../../../../src/config';
import type { BuiltInDraft, BuiltInType, DraftOf } from '../../../../src/events';
import type { Clock, ServiceControl, StepContext } from '../../../../src/engine/step-context';
import type { RegexMatcher } from '../../../../src/engine/matchers';
import { runSteps } from '../../../../src/engine/steps';
import { plainRegex } from '../../../../src/testing/plain-regex';
import { FakeClock } from '../../../../src/testing';
import { ScriptedProcesses, type Script } from './scripted-processes';

const sourceAt = (at: string) => ({ file: '/x/a.experiment.yaml', path: at, range: { start: { line: 1, column: 1 }, end: { line: 1, column: 2 } } });
export const draftAt = (value: unknown, at: string): Draft => ({ value, source: sourceAt(at), sourceOf: (part) => sourceAt(part === '' ? at : `${at}.${part}`) });

const PATIENCE_MS = 50_000;

/** Resolves once the condition holds; it is looked at in every turn of the event loop. */
export async function until(holds: () => boolean): Promise<void> {
  const begun = performance.now();
  while (!holds()) {
    if (performance.now() - begun > PATIENCE_MS) throw new Error(`this never became true: ${holds.toString()}`);
    await new Promise(setImmediate);
  }
}

interface Parts {
  /** By the command, joined by spaces. */
  readonly scripts?: { readonly [command: string]: Script };
  readonly services?: readonly ServiceControl[];
  readonly scope?: ExpressionScope;
  readonly env?: { readonly [name: string]: string };
  readonly regex?: RegexMatcher;
}

/** A test case around steps and assertions, with scripted processes and a clock that stands still. */
export class CaseBench {
  readonly events: BuiltInDraft[] = [];
  readonly clock = new FakeClock();
  readonly cancel = new AbortController();
  readonly processes: ScriptedProcesses;
  readonly outputs: { [step: string]: StepOutputs } = {};
  readonly metrics = new Map<string, number>();
  dir = '';

  constructor(private readonly parts: Parts = {}) {
    this.processes = new ScriptedProcesses(({ command }) => parts.scripts?.[command.join(' ')] ?? {});
  }

  context(clock: Clock = this.clock): StepContext {
    const { parts, outputs } = this;
    return {
      test: 't', fileDir: '/files', testDir: this.dir, env: parts.env ?? { PATH: '/bin' }, processes: this.processes, signal: this.cancel.signal, clock,
      publish: (event) => this.events.push(event),
      scope: () => ({ ...parts.scope, steps: outputs }),
      service: (name) => parts.services?.find((service) => service.name === name),
      broke: (failure) => { throw new Error(failure.message); },
      setOutputs: (step, values) => (outputs[step] = values),
      metrics: this.metrics,
      waiting: new Set(),
    };
  }

  /** Does the work in a folder of its own, which is removed afterwards. */
  async within<T>(work: () => Promise<T>): Promise<T> {
    this.dir = await mkdtemp(path.join(os.tmpdir(), 'case-'));
    try {
      return await work();
    } finally {
      await rm(this.dir, { recursive: true, force: true });
    }
  }

  steps(...values: readonly unknown[]) {
    return this.within(() => runSteps(values.map((value, index) => draftAt(value, `steps[${index}]`)), this.context(), this.parts.regex ?? plainRegex));
  }

  of<T extends BuiltInType>(type: T): readonly DraftOf<T>[] {
    return this.events.filter((event): event is DraftOf<T> & BuiltInDraft => event.type === type);
  }

  /** As in `started a`, `passed a`, `skipped b`. */
  told(): readonly string[] {
    return this.events.flatMap((event) => {
      if (event.type === 'step.started') return [`started ${event.step}`];
      if (event.type === 'step.finished') return [`${event.outcome} ${event.step}`];
      if (event.type === 'step.skipped') return [`skipped ${event.step}`];
      return [];
    });
  }
}

/** A service that is running and stays so, unless the parts say otherwise. */
export const serviceNamed = (name: string, parts: Partial<ServiceControl> = {}): ServiceControl => ({
  name, host: '127.0.0.1', ports: {}, running: true, stdoutLog: '/nowhere/out', stderrLog: '/nowhere/err', logStart: { stdout: 0, stderr: 0 },
  exited: parts.ended ?? new Promise(() => undefined), ended: new Promise(() => undefined), ready: { intervalMs: 10 }, workplace: { cwd: '/files', env: { PATH: '/bin', OF: name } },
  lookOnceMore: async () => undefined, steady: async () => undefined, start: async () => undefined, stop: async () => ({ code: 0, signal: null, killed: false }), signal: async () => undefined, ...parts,
});
