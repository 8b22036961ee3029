import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MASK, RedactingStream, Redactor } from '../../../src/events';

/** As programs write a value into their output. */
const ENCODINGS: { readonly [name: string]: (value: string) => string } = {
  raw: (value) => value,
  url: (value) => encodeURIComponent(value),
  'url, form': (value) => new URLSearchParams({ v: value }).toString().slice(2),
  json: (value) => JSON.stringify({ v: value }),
  'base64, first shift': (value) => Buffer.from(value).toString('base64'),
  'base64, second shift': (value) => Buffer.from(`a${value}zz`).toString('base64'),
  'base64, third shift': (value) => Buffer.from(`ab${value}zzz`).toString('base64url'),
  hex: (value) => Buffer.from(value).toString('hex'),
  xml: (value) => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&apos;'),
  shell: (value) => `'${value.replaceAll("'", "'\\''")}'`,
};

const secret = fc.oneof(fc.string({ unit: 'binary', minLength: 6, maxLength: 40 }), fc.string({ minLength: 6, maxLength: 40 }))
  .filter((value) => Buffer.from(value).toString() === value && value.trim().length >= 6 && !value.includes('***') && !/[\r\n]/.test(value));
const noise = fc.string({ maxLength: 30 });
const encoding = fc.constantFrom(...Object.keys(ENCODINGS));

/** Encodes the secret in the middle of a text and masks it: neither it nor its encoding can be read any more. */
const leaks = (masked: string, value: string, encoded: string): boolean => masked.includes(value) || masked.includes(encoded);

describe('Redactor', () => {
  it('masks a value in every encoding, wherever it stands', () => {
    fc.assert(fc.property(secret, encoding, noise, noise, (value, name, before, after) => {
      const encoded = ENCODINGS[name]?.(value) ?? '';
      const masked = new Redactor([value]).mask(before + encoded + after);
      assert.ok(masked.includes(MASK));
      assert.ok(!leaks(masked, value, encoded), masked);
    }), { numRuns: 500, seed: 20261 });
  });

  it('leaves nothing of a value that base64 would give back', () => {
    fc.assert(fc.property(secret, fc.string({ maxLength: 5 }), (value, before) => {
      const masked = new Redactor([value]).mask(Buffer.from(`${before}${value}after`).toString('base64'));
      assert.ok(!masked.split(MASK).some((part) => Buffer.from(part, 'base64').toString('utf8').includes(value)));
    }), { numRuns: 300, seed: 20262 });
  });

  it('masks a value that is split anywhere over pieces as if it came whole', () => {
    fc.assert(fc.property(fc.array(secret, { minLength: 1, maxLength: 3 }), encoding, noise, noise, fc.array(fc.nat(200), { maxLength: 6 }), (values, name, before, after, cuts) => {
      const text = before + values.map((value) => ENCODINGS[name]?.(value) ?? '').join(after) + after;
      const redactor = new Redactor(values);
      const stream = new RedactingStream(redactor);
      const at = [0, ...cuts.map((cut) => Math.min(cut, text.length)).sort((a, b) => a - b), text.length];
      const told = at.slice(1).map((end, index) => stream.push(text.slice(at[index], end))).join('') + stream.end();
      assert.equal(told, redactor.mask(text));
    }), { numRuns: 500, seed: 20263 });
  });

  it('tells at once what cannot be part of a secret', () => {
    const stream = new RedactingStream(new Redactor(['password']));
    assert.equal(stream.push('hello pass'), 'hello ');
    assert.equal(stream.push('age pass'), 'passage ');
    assert.equal(stream.push('word!'), '***!');
    assert.equal(stream.end(), '');
  });

  it('masks bytes, each line of a long value, what overlaps, and deep in data', () => {
    const bytes = new Redactor(['schlüssel'], 'latin1');
    assert.equal(bytes.mask(Buffer.from('der schlüssel hier').toString('latin1')), 'der *** hier');
    const key = new Redactor(['-----BEGIN KEY-----\nabcdefgh\nijklmnop\n-----END KEY-----']);
    assert.equal(key.mask('line ijklmnop'), 'line ***');
    assert.equal(new Redactor(['abcd', 'cdef']).mask('xabcdefx'), 'x***x');
    const data = { list: ['has token1 in it'], token1: 1, deep: { none: 'x' } };
    const redactor = new Redactor(['token1']);
    assert.deepEqual(redactor.maskDeep(data), { list: ['has *** in it'], '***': 1, deep: { none: 'x' } });
    assert.equal(redactor.maskDeep(data.deep), data.deep);
    assert.equal(new Redactor([]).mask('anything'), 'anything');
  });
});
