/** Shorter lines of a secret of several lines are no secret. */
const SHORTEST_LINE = 4;

const percent = (text: string): readonly string[] => {
  // Half a surrogate pair has no encoding.
  const relaxed = encodeURIComponent(Buffer.from(text).toString());
  const upper = relaxed.replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  return [upper, relaxed, new URLSearchParams({ '': text }).toString().slice(1)].flatMap((form) => [form, form.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())])
    .flatMap((form) => [form, form.replaceAll('%20', '+')]);
};

const escaped = (text: string, escape: (sign: string) => string | undefined): string =>
  Array.from(text, (sign) => escape(sign) ?? sign).join('');

const json = (text: string): readonly string[] => {
  const plain = JSON.stringify(text).slice(1, -1);
  const ascii = plain.replace(/[^\x20-\x7e]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return [plain, ascii].flatMap((form) => [form, form.replaceAll('/', '\\/')]);
};

const XML: { readonly [sign: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const xml = (text: string): readonly string[] => {
  const lines = { '\n': '&#10;', '\r': '&#13;', '\t': '&#9;' };
  return [XML, { ...XML, ...lines }].flatMap((signs) => [
    { ...signs }, { ...signs, '"': '&quot;' }, { ...signs, '"': '&quot;', "'": '&apos;' }, { ...signs, '"': '&#34;', "'": '&#39;' }, { ...signs, '"': '&quot;', "'": '&#39;' },
  ]).map((signs: { readonly [sign: string]: string }) => escaped(text, (sign) => (Object.hasOwn(signs, sign) ? signs[sign] : undefined)));
};

const shell = (text: string): readonly string[] => [
  text.replaceAll("'", "'\\''"), text.replaceAll("'", '\'"\'"\''),
  text.replace(/["$`\\]/g, '\\$&'), text.replace(/["$`\\!]/g, '\\$&'), text.replace(/[^\w@%+=:,./-]/g, '\\$&'),
];

/** What stays of a text in base64 whatever stands before and after it, at each of the three shifts. */
const base64 = (text: string): readonly string[] => {
  const bytes = Buffer.from(text, 'utf8');
  return [0, 1, 2].flatMap((shift) => {
    const whole = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    const form = whole.slice(Math.ceil(shift * 8 / 6), Math.floor((shift + bytes.length) * 8 / 6));
    return form.length < SHORTEST_LINE ? [] : [form, form.replaceAll('+', '-').replaceAll('/', '_')];
  });
};

const hex = (text: string): readonly string[] => {
  const lower = Buffer.from(text, 'utf8').toString('hex');
  return [lower, lower.toUpperCase()];
};

/** A value as it may stand in a text: as it is, by line, and in the encodings that programs use. */
export function encodedForms(value: string): readonly string[] {
  const lines = value.split(/\r?\n/).filter((line) => line.trim().length >= SHORTEST_LINE);
  const parts = [value, ...lines, ...lines.map((line) => line.trim())];
  return [...new Set(parts.flatMap((part) => [part, ...percent(part), ...json(part), ...xml(part), ...shell(part), ...base64(part), ...hex(part)]))].filter((form) => form !== '');
}
