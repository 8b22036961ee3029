import { test } from '@playwright/test';
import { runTrue } from './run-true.mjs';

for (let index = 0; index < Number(process.env.COUNT); index += 1) test(`case ${index}`, runTrue);
