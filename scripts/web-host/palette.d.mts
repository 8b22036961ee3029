import type { Page } from 'playwright-core';

/** Takes a command from the palette; `title` as listed there, with its category. */
export function takeCommand(page: Page, title: string): Promise<void>;
/** Takes an item of the list that is open. */
export function pickItem(page: Page, label: string): Promise<void>;
/** Brings the Experiments view into sight. */
export function showExperiments(page: Page): Promise<void>;
