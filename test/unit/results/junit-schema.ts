/** What the schema of Jenkins for JUnit documents (junit-10.xsd) says of one element. */
interface ElementRule {
  readonly children: readonly string[];
  readonly text: boolean;
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** Children come at most once, in their order. */
  readonly sequence?: true;
}

const verdict: ElementRule = { children: [], text: true, required: [], optional: ['type', 'message'] };
const rerun: ElementRule = { children: ['stackTrace', 'system-out', 'system-err'], text: true, required: ['type'], optional: ['message'], sequence: true };
const plainText: ElementRule = { children: [], text: true, required: [], optional: [] };

const RULES: { readonly [element: string]: ElementRule } = {
  testsuites: { children: ['testsuite'], text: false, required: [], optional: ['name', 'time', 'tests', 'failures', 'errors'] },
  testsuite: {
    children: ['testsuite', 'properties', 'testcase', 'system-out', 'system-err'], text: false, required: ['name', 'tests', 'failures', 'errors'],
    optional: ['group', 'time', 'skipped', 'timestamp', 'hostname', 'id', 'package', 'file', 'log', 'url'],
  },
  testcase: {
    children: ['skipped', 'error', 'failure', 'rerunFailure', 'rerunError', 'flakyFailure', 'flakyError', 'system-out', 'system-err'], text: false,
    required: ['name'], optional: ['time', 'classname', 'group'],
  },
  properties: { children: ['property'], text: false, required: [], optional: [] },
  property: { children: [], text: false, required: ['name', 'value'], optional: [] },
  skipped: verdict, error: verdict, failure: verdict,
  rerunFailure: rerun, rerunError: rerun, flakyFailure: rerun, flakyError: rerun,
  stackTrace: plainText, 'system-out': plainText, 'system-err': plainText,
};

/** SUREFIRE_TIME, for suites. */
const TIME = /^(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\.[0-9]*)?$/;
const CHARS = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;
const TOKEN = /<(\/?)([\w-]+)((?: [\w-]+="[^"<]*")*)(\/?)>|([^<]+)/gy;
const ATTRIBUTE = / ([\w-]+)="([^"<]*)"/g;

/** Everything in which a document is not well-formed, or not what the schema allows. */
export function junitProblems(document: string): readonly string[] {
  const problems: string[] = [];
  const open: { readonly name: string; readonly children: string[] }[] = [];
  if (!CHARS.test(document)) problems.push('it holds characters that XML 1.0 does not');
  const head = /^<\?xml version="1\.0" encoding="UTF-8"\?>\n/.exec(document)?.[0] ?? '';
  if (head === '') problems.push('it has no XML declaration');
  let at = head.length;
  let roots = 0;
  for (const token of document.slice(head.length).matchAll(TOKEN)) {
    at += token[0].length;
    const [, closing, name = '', attributes = '', empty, text] = token;
    const parent = open.at(-1);
    if (text !== undefined) {
      if (/&(?!(?:amp|lt|gt|quot|apos|#\d+);)/.test(text) || text.includes(']]>')) problems.push(`text is not escaped: ${text.slice(0, 60)}`);
      if (text.trim() !== '' && RULES[parent?.name ?? '']?.text !== true) problems.push(`text in ${parent?.name ?? 'the document'}: ${text.trim().slice(0, 60)}`);
      continue;
    }
    if (closing === '/') {
      if (open.pop()?.name !== name) problems.push(`</${name}> closes nothing`);
      continue;
    }
    const rule = RULES[name];
    if (rule === undefined) problems.push(`there is no element ${name}`);
    else problems.push(...attributeProblems(name, attributes, rule));
    if (parent === undefined) {
      roots += 1;
      if (name !== 'testsuites' && name !== 'testsuite') problems.push(`${name} is no root`);
    } else problems.push(...placeProblems(parent, name));
    parent?.children.push(name);
    if (empty !== '/') open.push({ name, children: [] });
  }
  if (at !== document.length) problems.push(`not well-formed at ${at}: ${document.slice(at, at + 60)}`);
  if (open.length > 0 || roots !== 1) problems.push(`${open.length} elements are open at the end, there are ${roots} roots`);
  return problems;
}

function attributeProblems(element: string, text: string, { required, optional }: ElementRule): readonly string[] {
  const found = [...text.matchAll(ATTRIBUTE)].map(([, name = '', value = '']) => ({ name, value }));
  const names = found.map(({ name }) => name);
  return [
    ...names.filter((name) => !required.includes(name) && !optional.includes(name)).map((name) => `${element} has no attribute ${name}`),
    ...names.filter((name, index) => names.indexOf(name) !== index).map((name) => `${element} has two attributes ${name}`),
    ...required.filter((name) => !names.includes(name)).map((name) => `${element} lacks its attribute ${name}`),
    ...found.filter(({ value }) => /&(?!(?:amp|lt|gt|quot|apos|#\d+);)/.test(value)).map(({ name }) => `${element}: ${name} is not escaped`),
    ...found.filter(({ name, value }) => element.startsWith('testsuite') && name === 'time' && !TIME.test(value)).map(({ value }) => `${element}: time is '${value}'`),
  ];
}

function placeProblems(parent: { readonly name: string; readonly children: readonly string[] }, name: string): readonly string[] {
  const rule = RULES[parent.name];
  if (rule === undefined) return [];
  if (!rule.children.includes(name)) return [`${parent.name} holds ${name}`];
  const last = parent.children.at(-1);
  return rule.sequence === true && last !== undefined && rule.children.indexOf(last) >= rule.children.indexOf(name) ? [`${parent.name}: ${name} after ${last}`] : [];
}
