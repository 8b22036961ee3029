import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';

const text = z.string();
const properties = z.record(z.string(), z.looseObject({ default: z.unknown() }));
const configuration = z.looseObject({ properties });
const manifestForm = z.looseObject({
  contributes: z.looseObject({
    commands: z.array(z.looseObject({ command: text, title: text, category: text.optional() })),
    menus: z.looseObject({ commandPalette: z.array(z.looseObject({ command: text, when: text.optional() })) }),
    configuration: z.union([configuration, z.array(configuration)]),
  }),
});

const read = (file: string): string => readFileSync(file, 'utf8');
const readme = read('README.md');
const nls = existsSync('package.nls.json') ? z.record(z.string(), text).parse(JSON.parse(read('package.nls.json'))) : {};
const said = (title: string): string => (/^%.*%$/.test(title) ? (nls[title.slice(1, -1)] ?? `no text for ${title}`) : title);

/** The cells of the table below a heading. */
function table(heading: string): readonly (readonly string[])[] {
  const section = readme.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  return section.split('\n').filter((line) => line.startsWith('|')).slice(2)
    .map((line) => line.split(/(?<!\\)\|/).slice(1, -1).map((cell) => cell.trim()));
}

describe('README', () => {
  const { contributes } = manifestForm.parse(JSON.parse(read('package.json')));

  it('lists exactly the commands of the manifest that a person can choose anywhere', () => {
    const nowhere = new Set(contributes.menus.commandPalette.filter(({ when }) => when === 'false').map(({ command }) => command));
    const titles = contributes.commands.filter(({ command }) => !nowhere.has(command)).map(({ title, category }) => (category === undefined ? said(title) : `${said(category)}: ${said(title)}`));
    assert.deepEqual(table('Commands').map(([name]) => name).sort(), titles.sort());
  });

  it('lists exactly the settings of the manifest, with their defaults', () => {
    const parts = [contributes.configuration].flat();
    const settings = parts.flatMap((part) => Object.entries(part.properties).map(([name, { default: value }]) => [`\`${name}\``, `\`${JSON.stringify(value ?? null)}\``]));
    assert.deepEqual(table('Settings').map((cells) => cells.slice(0, 2)).sort(), settings.sort());
  });

  for (const file of ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'docs/guide.md', 'docs/architecture.md', 'docs/experiment-format.md', 'docs/problems.md']) {
    it(`${file} links to nothing that is not there`, () => {
      const targets = [...read(file).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)];
      for (const [link, target = '', anchor] of targets) {
        const place = target === '' ? file : path.join(path.dirname(file), target);
        assert.ok(existsSync(place), `${link} of ${file}`);
        const anchors = [...read(place).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading.toLowerCase().replace(/[^\w\- ]/g, '').replaceAll(' ', '-'));
        if (anchor !== undefined) assert.ok(anchors.includes(anchor), `${link} of ${file}`);
      }
    });
  }

  it('shows scripts that exist', () => {
    const { scripts } = z.looseObject({ scripts: z.record(z.string(), text) }).parse(JSON.parse(read('package.json')));
    const named = ['README.md', 'CONTRIBUTING.md'].flatMap((file) => [...read(file).matchAll(/npm (?:run (\w+)|(test|start)\b)/g)].map(([, run, short]) => run ?? short ?? ''));
    assert.ok(named.length > 4);
    for (const script of named) assert.ok(script in scripts, script);
  });
});
