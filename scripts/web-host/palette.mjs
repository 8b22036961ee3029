const OPEN = '.quick-input-widget:not([style*="display: none"])';

export async function takeCommand(page, title) {
  await page.keyboard.press('F1');
  await page.waitForSelector(`${OPEN} input`);
  await page.keyboard.insertText(title);
  await take(page, title);
}

export async function pickItem(page, label) {
  await page.waitForSelector(`${OPEN} .quick-input-list`);
  await take(page, label);
}

async function take(page, label) {
  const exactly = new RegExp(`^${label.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
  const entry = page.locator('.quick-input-list .monaco-list-row').filter({ has: page.locator('.label-name', { hasText: exactly }) }).first();
  await entry.waitFor();
  await entry.locator('.label-name').first().click();
  // A list to choose several from takes its choice by Enter.
  if (await entry.locator('.quick-input-list-checkbox, .monaco-custom-toggle').first().isVisible().catch(() => false)) await page.keyboard.press('Enter');
}

export async function showExperiments(page) {
  const view = page.locator('.activitybar .action-item').filter({ has: page.locator('a[aria-label^="Experiments"]') });
  await view.waitFor({ timeout: 60_000 });
  if (await view.getAttribute('aria-selected') !== 'true' && await view.getAttribute('aria-expanded') !== 'true') await view.click();
  await page.waitForSelector('.sidebar .composite.title h2:text-is("Experiments")');
  // Away from the icon, whose hover hides rows.
  await page.mouse.move(900, 300);
}
