import path from 'node:path';
import type { Failure } from '../../events';
import type { TestState } from '../../results';

export interface RelatedLog {
  /** As in `services/server.stderr.log`. */
  readonly name: string;
  readonly file: string;
}

/** The logs that may tell why: of the step or service that failed, else of all services. @param dir the run's folder. */
export function relatedLogs(dir: string, test: TestState, failure: Failure): readonly RelatedLog[] {
  const below = failure.source?.path;
  const within = (declared: string): boolean => below !== undefined && (below === declared || below.startsWith(`${declared}.`));
  const step = test.steps.find(({ source }) => within(source.path));
  const services = Object.values(test.services).filter(({ starts }) => starts > 0);
  const own = services.filter(({ source }) => within(source.path));
  const names = step !== undefined && step.logs.length > 0 ? step.logs
    : (own.length > 0 ? own : services).flatMap(({ name }) => [`services/${name}.stdout.log`, `services/${name}.stderr.log`]);
  return names.map((name) => ({ name, file: path.join(dir, test.dir, name) }));
}
