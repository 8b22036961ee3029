import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import * as z from 'zod';

const text = z.string();
const manifestForm = z.looseObject({
  contributes: z.looseObject({
    commands: z.array(z.looseObject({ command: text })), views: z.record(text, z.array(z.looseObject({ id: text }))),
    walkthroughs: z.array(z.looseObject({ steps: z.array(z.looseObject({ id: text, description: text, media: z.looseObject({ markdown: text }), completionEvents: z.array(text) })) })),
  }),
});

describe('the walkthrough', () => {
  const { contributes: { commands, views, walkthroughs } } = manifestForm.parse(JSON.parse(readFileSync('package.json', 'utf8')));
  const texts = z.record(text, text).parse(JSON.parse(readFileSync('package.nls.json', 'utf8')));
  const steps = walkthroughs.flatMap((walkthrough) => walkthrough.steps);
  const ours = new Set([...commands.map(({ command }) => command), ...Object.values(views).flat().flatMap(({ id }) => [id, `${id}.focus`])]);

  it('has four to six steps, each with its page', () => {
    assert.ok(steps.length >= 4 && steps.length <= 6);
    for (const { media } of steps) assert.ok(existsSync(media.markdown), media.markdown);
  });

  it('names only commands and views that are there', () => {
    const said = steps.flatMap(({ description, completionEvents }) => [
      ...[...(texts[description.slice(1, -1)] ?? '').matchAll(/\(command:(experimentObserver\.[\w.]+)\)/g)].map(([, id = '']) => id),
      ...completionEvents.flatMap((event) => /^on(?:Command|View):(experimentObserver\..*)$/.exec(event)?.[1] ?? []),
    ]);
    assert.ok(said.length >= steps.length);
    assert.deepEqual(said.filter((id) => !ours.has(id)), []);
  });
});
