import { bed } from './bed';
import { until } from './until';
import type { Workbench } from './workbench';

describe('the walkthrough', () => {
  let workbench: Workbench;
  before(async () => { workbench = await bed.open('walkthrough', { 'readme.txt': '' }); });
  after(() => workbench?.close());

  it('leads from a new experiment to its events', async () => {
    await workbench.command('Welcome: Open Walkthrough...');
    await workbench.pick('Get Started with Experiments');
    const titles = ['Write an experiment', 'Run it', 'Go to what failed', 'See what happened', 'Run it in a terminal'];
    await until('its steps', () => workbench.page.locator('.gettingStartedContainer .step-title').allInnerTexts(), (texts) => texts.join() === titles.join());
    await workbench.page.locator('.gettingStartedContainer').getByRole('button', { name: 'New Experiment' }).first().click();
    await until('the question', () => workbench.question(), (title) => title === 'New Experiment');
    await workbench.pick('A matrix');
    await until('its name', () => workbench.page.locator('.quick-input-widget .quick-input-message').first().innerText(), (text) => text.startsWith('Its name'));
    await workbench.page.keyboard.press('Enter');
    await until('the file', () => workbench.selection(), (text) => text.startsWith('my-experiment.experiment.yaml'));
  });
});
