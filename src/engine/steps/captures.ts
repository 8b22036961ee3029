import type { CaptureSpec } from '../../config';
import { findPattern, lookUpJson, PatternBroke, quote, type RegexMatcher } from '../matchers';
import type { StepRecord } from './step-record';

export type Texts = { readonly [from in CaptureSpec['from']]?: string };

/** Takes values out of a step's output: all become outputs, numbers become metrics too. */
export async function capture(
  specs: readonly CaptureSpec[], texts: Texts, record: StepRecord, regex: RegexMatcher,
): Promise<{ readonly [name: string]: unknown }> {
  const outputs: [string, unknown][] = [];
  for (const spec of specs) {
    const path = `capture.${spec.name}`;
    const text = texts[spec.from] ?? '';
    const value = await find(spec, text, regex).catch((error: unknown) => {
      if (error instanceof PatternBroke) return error;
      throw error;
    });
    if (value instanceof PatternBroke) {
      record.broke(path, `${spec.name} cannot be captured: ${value.message}`);
      continue;
    }
    if (value === undefined) {
      if (!spec.optional) record.unmet(path, spec.from, { message: `has nothing to capture as ${spec.name}`, ...unmatched(spec, text) });
      continue;
    }
    outputs.push([spec.name, value]);
    if (typeof value === 'number') record.measured(spec.name, value, spec.unit, path);
  }
  return Object.fromEntries(outputs);
}

async function find({ pattern, json }: CaptureSpec, text: string, regex: RegexMatcher): Promise<unknown> {
  if (json !== undefined) return findJson(json, text);
  const { groups } = await findPattern(regex, pattern ?? '', text);
  const match = groups?.[1] ?? groups?.[0];
  return match === undefined ? undefined : asNumber(match) ?? match;
}

function findJson(path: string, text: string): unknown {
  try {
    const found = lookUpJson(JSON.parse(text), path);
    return found.found ? found.value : undefined;
  } catch {
    return undefined;
  }
}

const unmatched = ({ pattern, json }: CaptureSpec, text: string) => ({
  expected: json === undefined ? `matches /${pattern ?? ''}/` : `JSON with ${json}`,
  found: text === '' ? '(empty)' : quote(text.trim()),
});

/** `3.5e+10` is a number; `007` and digits beyond what a number can hold are texts, and stay as they are. */
function asNumber(text: string): number | undefined {
  const trimmed = text.trim();
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed) || /^[+-]?0\d/.test(trimmed)) return undefined;
  const value = Number(trimmed);
  const exact = !/^[+-]?\d+$/.test(trimmed) || Number.isSafeInteger(value);
  return Number.isFinite(value) && exact ? value : undefined;
}
