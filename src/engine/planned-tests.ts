import type { TestCasePlan } from '../config';
import type { PlannedTest } from '../events';

/** A plan as `experiment.started` announces it. */
export const announced = ({ id, name, base, matrix, iteration, tags, dir, source, services, over }: TestCasePlan): PlannedTest => ({
  id, name, base, matrix, iteration, tags, dir, source, services: services.map((service) => ({ name: service.name, source: service.source })),
  ...(over === undefined ? {} : { over: over.length }),
});
