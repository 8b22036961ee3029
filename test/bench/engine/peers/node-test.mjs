import { describe, it } from 'node:test';
import { runTrue } from './run-true.mjs';

describe('commands', { concurrency: Number(process.env.PARALLEL) }, () => {
  for (let index = 0; index < Number(process.env.COUNT); index += 1) it(`case ${index}`, runTrue);
});
