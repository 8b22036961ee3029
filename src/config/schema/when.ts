import * as z from 'zod';
import { record } from './record';
import { id } from './leaves';
import { refersTo } from './refers-to';

const WHEN = 'a map of matrix keys, each with a value or a list of values';
/** Limits a part of a test to the combinations of its matrix that match. */
export const when = record(refersTo('matrix key', id), z.unknown(), { error: WHEN });
