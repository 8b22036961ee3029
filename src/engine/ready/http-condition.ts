import { messageOf } from '../../events';
import type { ReadySpec } from '../../config';
import { DEFAULT_LIMITS, withLimit } from '../limits';
import { describeNumber, matchNumber, matchText, type RegexMatcher } from '../matchers';
import type { Clock } from '../step-context';
import { pollUntil, type Condition } from './condition';
import { requestHttp } from './http-request';
import { LastTry } from './last-try';

/** Neither an error of the client nor of the server. */
const ANY_SUCCESS = { within: [200, 399] } as const;

/** A GET is answered as wanted. */
export function httpCondition(
  { url, status = ANY_SUCCESS, body }: NonNullable<ReadySpec['http']>, intervalMs: number, clock: Clock, regex: RegexMatcher,
): Condition {
  const last = new LastTry(clock);
  const answersWell = async (signal: AbortSignal): Promise<boolean> => {
    last.begin();
    try {
      const answer = await withLimit({ what: 'The answer', ms: DEFAULT_LIMITS.probeMs, clock, signal }, (inner) => requestHttp({ url }, inner));
      if (matchNumber(status, answer.status)) {
        last.end(`it answers ${answer.status}, expected ${describeNumber(status)}`);
        return false;
      }
      const [wrong] = body === undefined ? [] : await matchText(body, answer.body.toString('utf8'), regex);
      if (wrong) last.end(`its body ${wrong.message}`);
      return wrong === undefined;
    } catch (error) {
      signal.throwIfAborted();
      last.end(messageOf(error));
      return false;
    }
  };
  return {
    hold: (signal) => pollUntil(() => answersWell(signal), { clock, intervalMs, signal }),
    missing: async () => `${url} is not there: ${last.told('it was not asked yet', 'it had not answered')}`,
  };
}
