import type { Draft } from '../../config';
import { stepsBelow } from '../../config';
import { sizeOf } from '../log-tail';
import type { ServiceControl, StepContext } from '../step-context';

/** Byte offsets in the two logs of a service. */
export type LogStart = ServiceControl['logStart'];

/** How far the logs of services were when a step began, where a later step asks for it with `since`. */
export class LogMarks {
  /** Services by the step they are asked about. */
  readonly #wanted = new Map<string, Set<string>>();
  readonly #marks = new Map<string, LogStart>();

  constructor(drafts: readonly Draft[]) {
    for (const draft of drafts) this.#note(draft);
  }

  /** To be called before the step does anything. */
  async mark(step: string, ctx: StepContext): Promise<void> {
    for (const name of this.#wanted.get(step) ?? []) {
      const service = ctx.service(name);
      if (service === undefined) continue;
      const [stdout, stderr] = await Promise.all([sizeOf(service.stdoutLog), sizeOf(service.stderrLog)]);
      this.#marks.set(`${step}\0${name}`, { stdout, stderr });
    }
  }

  of(step: string, service: string): LogStart | undefined {
    return this.#marks.get(`${step}\0${service}`);
  }

  #note(draft: Draft): void {
    const { wait_for: wait, in: place } = draft.value as { readonly wait_for?: { readonly since?: unknown; readonly service?: unknown }; readonly in?: unknown };
    const service = wait?.service ?? place;
    if (typeof wait?.since === 'string' && typeof service === 'string') this.#wanted.set(wait.since, (this.#wanted.get(wait.since) ?? new Set()).add(service));
    for (const below of stepsBelow(draft, 0)) this.#note(below);
  }
}
