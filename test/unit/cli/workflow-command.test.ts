import assert from 'node:assert/strict';
import fc from 'fast-check';
import { verbatim, workflowCommand } from '../../../src/cli/reporters/workflow-command';

/** As the runner of GitHub Actions reads a line (`ActionCommand.TryParseV2`). */
function read(line: string): { readonly name: string; readonly message: string; readonly properties: { readonly [key: string]: string } } | undefined {
  const [, name, given = '', message = ''] = /^::([^ :]+)(?: (.*?))?::(.*)$/s.exec(line.trimStart()) ?? [];
  if (name === undefined) return undefined;
  const data = (text: string): string => text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
  const property = (text: string): string => data(text.replaceAll('%3A', ':').replaceAll('%2C', ','));
  const properties = Object.fromEntries(given.split(',').filter((pair) => pair !== '').map((pair) => [pair.slice(0, pair.indexOf('=')), property(pair.slice(pair.indexOf('=') + 1))]));
  return { name, message: data(message), properties };
}

describe('workflow commands of GitHub Actions', () => {
  it('are one line each, and the runner reads back what was said', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.nat(), (message, title, line) => {
      const command = workflowCommand('error', message, { file: 'a b/c.yaml', line, title });
      assert.doesNotMatch(command, /[\r\n]/);
      assert.deepEqual(read(command), { name: 'error', message, properties: { file: 'a b/c.yaml', line: String(line), ...(title === '' ? { title: '' } : { title }) } });
    }));
  });

  it('escapes what would end a message or a property', () => {
    assert.equal(workflowCommand('error', '100%\r\na:b,c', { file: 'a,b:c%.yaml', line: 1 }), '::error file=a%2Cb%3Ac%25.yaml,line=1::100%25%0D%0Aa:b,c');
    assert.equal(workflowCommand('endgroup'), '::endgroup::');
  });

  it('cannot be given by the lines of a program', () => {
    assert.deepEqual(verbatim(['plain', ' lines']), ['plain', ' lines']);
    for (const evil of ['::error::x', '   | ::set-output name=a::b', 'x ##[add-path]/tmp']) {
      const [first = '', inner, last] = verbatim([evil]);
      const token = read(first);
      assert.equal(token?.name, 'stop-commands');
      assert.equal(inner, evil);
      assert.equal(last, `::${token?.message}::`);
      assert.notEqual(verbatim([evil])[0], first, 'nobody can guess the token');
    }
  });
});
