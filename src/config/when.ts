import { isMap } from '../events';
import { includes } from './read/stable-json';

/** Whether a `when` names this combination: each key with this value, or one of these values. */
export const whenHolds = (when: unknown, matrix: { readonly [key: string]: unknown }): boolean =>
  !isMap(when) || Object.entries(when).every(([key, wanted]) =>
    Object.hasOwn(matrix, key) && (Array.isArray(wanted) ? wanted : [wanted]).some((value) => includes(matrix[key], value)));

/** Whether a service, step or assertion belongs to some combinations only. */
export const hasCondition = (part: unknown): boolean => isMap(part) && ('when' in part || Object.values(part).some((inner) => isMap(inner) && 'when' in inner));

/** Whether a service, step or assertion belongs to this combination. */
export const belongsTo = (part: unknown, matrix: { readonly [key: string]: unknown }): boolean =>
  !isMap(part) || (whenHolds(part['when'], matrix) && Object.values(part).every((inner) => !isMap(inner) || whenHolds(inner['when'], matrix)));
