import type { Violation } from '../rule';
import { checkRules } from '../check';
import { OBSERVER_RULES } from './observer-rules';
import type { CheckObserverOptions, ObserverFactory } from './trial';

/** Puts new observers of a kind through made-up runs; @returns everything that breaks a rule, nothing: it is sound. */
export const checkObserver = (make: ObserverFactory, options: CheckObserverOptions = {}): Promise<readonly Violation[]> => checkRules(OBSERVER_RULES, { ...options, make });
