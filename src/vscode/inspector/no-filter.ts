// Not with the protocol, whose checks are read only once an inspector is opened.
import type { FilterInput } from './protocol';

export const NO_FILTER: FilterInput = { pattern: '', test: '', service: '', text: '' };
