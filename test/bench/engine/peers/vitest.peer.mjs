import { describe, it } from 'vitest';
import { runTrue } from './run-true.mjs';

describe('commands', { concurrent: Number(process.env.PARALLEL) > 1 }, () => {
  for (let index = 0; index < Number(process.env.COUNT); index += 1) it(`case ${index}`, runTrue);
});
