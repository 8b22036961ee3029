/** A strict reader of the text format of OpenMetrics 1.0: whatever the standard forbids, it throws. */
export interface MetricFamily {
  readonly name: string;
  readonly type: string;
  readonly unit?: string;
  readonly samples: readonly { readonly name: string; readonly labels: { readonly [name: string]: string }; readonly value: number }[];
}

const SUFFIXES: { readonly [type: string]: readonly string[] } = { counter: ['_total'], gauge: [''], histogram: ['_bucket', '_count', '_sum'], info: ['_info'] };
const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(.*)\})? (\S+)$/s;
const LABEL = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(,|$)/;
const NUMBER = /^[+-]?(\d+(\.\d*)?([eE][+-]?\d+)?|Inf|NaN)$/;

const fail = (line: string, why: string): never => {
  throw new Error(`${why}: ${JSON.stringify(line)}`);
};

function labelsOf(text: string, line: string): { readonly [name: string]: string } {
  const labels: { [name: string]: string } = {};
  for (let rest = text; rest !== '';) {
    const [whole, name = '', value = '', end] = LABEL.exec(rest) ?? fail(line, 'no label');
    if (Object.hasOwn(labels, name)) fail(line, 'a label twice');
    labels[name] = value.replace(/\\(.)/g, (_, sign: string) => (sign === 'n' ? '\n' : sign));
    rest = rest.slice(whole.length);
    if (end === ',' && rest === '') fail(line, 'a comma at the end');
  }
  return labels;
}

function checkHistogram({ name, samples }: MetricFamily): void {
  const series = new Map<string, (typeof samples)[number][]>();
  for (const one of samples) {
    const key = JSON.stringify({ ...one.labels, le: undefined });
    series.set(key, [...series.get(key) ?? [], one]);
  }
  for (const each of series.values()) {
    const buckets = each.filter((one) => one.name.endsWith('_bucket'));
    const bounds = buckets.map(({ labels }) => Number(labels['le']?.replace('+Inf', 'Infinity')));
    const counts = buckets.map(({ value }) => value);
    if (bounds.some((bound, index) => index > 0 && bound <= (bounds[index - 1] ?? 0))) fail(name, 'bounds that do not rise');
    if (counts.some((count, index) => index > 0 && count < (counts[index - 1] ?? 0))) fail(name, 'counts that fall');
    if (bounds.at(-1) !== Infinity || counts.at(-1) !== each.find((one) => one.name.endsWith('_count'))?.value) fail(name, 'no +Inf, or not the count');
  }
}

function check(family: MetricFamily): void {
  const seen = new Set<string>();
  for (const { name, labels, value } of family.samples) {
    const key = name + JSON.stringify(Object.entries(labels).sort());
    if (seen.has(key)) fail(key, 'a series twice');
    seen.add(key);
    if (family.type === 'counter' && !(value >= 0)) fail(key, 'a counter below zero');
    if (family.type === 'info' && value !== 1) fail(key, 'an info that is not 1');
  }
  if (family.unit !== undefined && !family.name.endsWith(`_${family.unit}`)) fail(family.name, 'a unit that the name does not end with');
  if (family.type === 'histogram') checkHistogram(family);
}

/** @throws Error that names the line. */
export function parseOpenMetrics(text: string): readonly MetricFamily[] {
  if (!text.endsWith('# EOF\n') || text.indexOf('# EOF\n') !== text.length - 6) fail(text.slice(-20), 'no # EOF at the end');
  const families: { name: string; type: string; unit?: string; samples: MetricFamily['samples'][number][] }[] = [];
  for (const line of text.split('\n').slice(0, -2)) {
    const meta = /^# (TYPE|UNIT|HELP) (\S+) (.*)$/.exec(line);
    const current = families.at(-1);
    if (meta) {
      const [, kind, name = '', value = ''] = meta;
      if (!NAME.test(name)) fail(line, 'a name that is none');
      if (kind === 'TYPE') {
        if (families.some((family) => family.name === name)) fail(line, 'a family twice');
        if (!Object.hasOwn(SUFFIXES, value)) fail(line, 'a type nobody knows');
        families.push({ name, type: value, samples: [] });
      } else if (current?.name !== name || current.samples.length > 0) fail(line, 'a description of another family');
      else if (kind === 'UNIT') current.unit = value;
      continue;
    }
    const [, name = '', , labels = '', value = ''] = SAMPLE.exec(line) ?? fail(line, 'no sample');
    if (current === undefined || !SUFFIXES[current.type]?.some((suffix) => name === current.name + suffix)) fail(line, 'a sample of another family');
    if (!NUMBER.test(value)) fail(line, 'no number');
    current?.samples.push({ name, labels: labelsOf(labels, line), value: Number(value.replace('Inf', 'Infinity')) });
  }
  families.forEach(check);
  return families;
}
