/** How programs of all kinds write a value into their output; each gives what of the value stands there whole. */
export const ENCODINGS: { readonly [name: string]: (value: string) => string } = {
  raw: (value) => value,
  'URL, component': (value) => encodeURIComponent(value),
  'URL, in lower case': (value) => encodeURIComponent(value).replace(/%../g, (code) => code.toLowerCase()),
  'URL, whole': (value) => encodeURI(value),
  'URL, form': (value) => new URLSearchParams({ v: value }).toString().slice(2),
  "URL, Python's quote": (value) => encodeURIComponent(value).replace(/[!'()*]/g, hexCode).replaceAll('%2F', '/'),
  'URL, strictly': (value) => encodeURIComponent(value).replace(/[!'()*]/g, hexCode),
  JSON: (value) => JSON.stringify(value).slice(1, -1),
  'JSON in ASCII': (value) => JSON.stringify(value).slice(1, -1).replace(/[^\x00-\x7f]/g, unicode),
  'JSON, slashes escaped': (value) => JSON.stringify(value).slice(1, -1).replaceAll('/', '\\/'),
  "JSON, Go's": (value) => JSON.stringify(value).slice(1, -1).replace(/[<>&]/g, unicode),
  "JSON, PHP's": (value) => JSON.stringify(value).slice(1, -1).replace(/[^\x00-\x7f]/g, unicode).replaceAll('/', '\\/'),
  'JSON in JSON': (value) => JSON.stringify(JSON.stringify(value)).slice(3, -3),
  'XML, text': (value) => value.replace(/[&<>]/g, entity),
  'XML, attribute': (value) => value.replace(/[&<>"]/g, entity),
  'XML, all five': (value) => value.replace(/[&<>"']/g, entity),
  "HTML, Python's": (value) => value.replace(/[&<>"]/g, entity).replaceAll("'", '&#x27;'),
  "HTML, Go's": (value) => value.replace(/[&<>]/g, entity).replaceAll('"', '&#34;').replaceAll("'", '&#39;'),
  "HTML, PHP's": (value) => value.replace(/[&<>"]/g, entity).replaceAll("'", '&#039;'),
  'XML, lines escaped': (value) => value.replace(/[&<>"]/g, entity).replaceAll('\n', '&#10;'),
  'XML, lines escaped in hex': (value) => value.replace(/[&<>"]/g, entity).replaceAll('\n', '&#xA;'),
  'shell, single quotes': (value) => value.replaceAll("'", "'\\''"),
  "shell, Python's": (value) => value.replaceAll("'", '\'"\'"\''),
  'shell, double quotes': (value) => value.replace(/["$`\\]/g, '\\$&'),
  'shell, double quotes with history': (value) => value.replace(/["$`\\!]/g, '\\$&'),
  'shell, backslashes': (value) => (value.includes('\n') ? value : value.replace(/[^\w@%+=:,./\x80-\uffff-]/g, '\\$&')),
  "shell, $'…'": (value) => value.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n'),
  "shell, $'…' in octal": (value) => octal(value.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n')),
  "C string, strace's": (value) => octal(value.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')),
  "Python's repr": (value) => value.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n'),
  'base64 in lines': (value) => withinBase64('', value, 'base64').replace(/.{20}(?=.)/g, '$&\n'),
  hex: (value) => Buffer.from(value).toString('hex'),
  'hex, upper case': (value) => Buffer.from(value).toString('hex').toUpperCase(),
  ...Object.fromEntries(['', 'u', 'us', 'use', 'user:'].flatMap((before) => (['base64', 'base64url'] as const).map((form) => [`${form} after '${before}'`, (value: string) => withinBase64(before, value, form)]))),
};

/** What of the base64 of `before`, the value and something more depends on the value alone. */
function withinBase64(before: string, value: string, form: 'base64' | 'base64url'): string {
  const [start, length] = [Buffer.byteLength(before), Buffer.byteLength(value)];
  return Buffer.from(`${before}${value}@more`).toString(form).slice(Math.ceil(start * 8 / 6), Math.floor((start + length) * 8 / 6));
}

const hexCode = (sign: string): string => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;
const unicode = (sign: string): string => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
const octal = (text: string): string => Buffer.from(text).reduce((told, byte) => told + (byte < 0x80 ? String.fromCharCode(byte) : `\\${byte.toString(8)}`), '');
const NAMES: { readonly [sign: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };
const entity = (sign: string): string => NAMES[sign] ?? sign;
