import * as z from 'zod';
import { wholePantherFile } from './schema';

/** The JSON Schema of PANTHER's files, for completion and hovers: it refuses nothing, for PANTHER judges its files. */
export const pantherJsonSchema = (): object => ({
  ...z.toJSONSchema(wholePantherFile, { io: 'input', target: 'draft-7', reused: 'ref', unrepresentable: 'any' }),
  title: 'PANTHER experiment', description: 'An experiment of PANTHER.',
});
