import { isBuiltInType, type BuiltInEvent, type ExperimentEvent } from '../../events';

export const isBuiltInEvent = (event: ExperimentEvent): event is BuiltInEvent => isBuiltInType(event.type);
