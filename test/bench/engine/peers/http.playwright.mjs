import { test as base } from '@playwright/test';
import { curl, withServer } from './http-service.mjs';

const test = base.extend({ port: async ({}, use) => withServer(use) });
for (let index = 0; index < Number(process.env.COUNT); index += 1) test(`case ${index}`, async ({ port }) => curl(port));
