import type { ServiceDraft, TestCasePlan } from '../config';
import { remembered, type PlannedTest } from '../events';

/** A plan as `experiment.started` announces it. */
export const announced = ({ id, name, base, matrix, iteration, tags, dir, source, services, over }: TestCasePlan): PlannedTest => ({
  id, name, base, matrix, iteration, tags, dir, source, services: announcedServices(services), ...(over === undefined ? {} : { over: over.length }),
});

// The cases of a test share their services: ten thousand need not tell theirs one by one.
const announcedServices = remembered((services: readonly ServiceDraft[]): PlannedTest['services'] => services.map(({ name, source }) => ({ name, source })));
