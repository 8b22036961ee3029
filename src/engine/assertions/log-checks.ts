import type { AssertionSpec } from '../../config';
import { excerpt, findPattern, lineAround, logWindows, quote, type RegexMatcher } from '../matchers';
import type { ServiceControl } from '../step-context';
import { fails, holds, type Check } from './check';

type LogAssertion = Extract<AssertionSpec, { readonly kind: 'log_contains' | 'log_absent' }>;

/** Looks through the whole log of all starts. @throws PatternBroke */
export async function checkLog(spec: LogAssertion, service: ServiceControl, regex: RegexMatcher): Promise<Check> {
  const wanted = spec.pattern === undefined ? quote(spec.text ?? '') : `/${spec.pattern}/`;
  const where = spec.stream === 'both' ? `the log of ${service.name}` : `${service.name}'s ${spec.stream}`;
  let tail = '';
  let line: string | undefined;
  for (const file of filesOf(spec, service)) {
    for await (const window of logWindows(file)) {
      const index = await indexIn(window, spec, regex);
      if (index !== undefined) line = lineAround(window, index);
      if (line !== undefined) break;
      tail = window === '' ? tail : window.slice(-2000);
    }
    if (line !== undefined) break;
  }
  if (spec.kind === 'log_contains') {
    return line === undefined ? fails(`${where} does not contain ${wanted}`, `contains ${wanted}`, excerpt(tail)) : holds(`${where} contains ${wanted}`);
  }
  return line === undefined ? holds(`${where} does not contain ${wanted}`) : fails(`${where} contains ${wanted}: ${quote(line)}`, `no ${wanted}`, line);
}

const filesOf = ({ stream }: LogAssertion, { stdoutLog, stderrLog }: ServiceControl): readonly string[] =>
  stream === 'stdout' ? [stdoutLog] : stream === 'stderr' ? [stderrLog] : [stdoutLog, stderrLog];

async function indexIn(window: string, { pattern, text = '' }: LogAssertion, regex: RegexMatcher): Promise<number | undefined> {
  if (pattern === undefined) {
    const index = window.indexOf(text);
    return index < 0 ? undefined : index;
  }
  const { matched, index } = await findPattern(regex, pattern, window);
  return matched ? index ?? 0 : undefined;
}
