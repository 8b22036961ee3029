import * as z from 'zod';
import { closed } from './closed';
import { command, duration, nonEmptyText, regex } from './leaves';
import { numberMatcher, textMatcher } from './matchers';

export const probeHttp = z.union([
  nonEmptyText,
  closed({ url: nonEmptyText, status: numberMatcher.optional(), body: textMatcher.optional() }),
], { error: 'a URL, or a map of url, status, body' });

const endpoint = z.union([z.int(), nonEmptyText], { error: 'a port name, a port number or host:port' });

/** What must hold, all of it, before something counts as ready. */
export const probeKeys = {
  log: regex.optional(),
  tcp: endpoint.optional(),
  http: probeHttp.optional(),
  exec: command.optional(),
  file: nonEmptyText.optional(),
  listening: endpoint.optional(),
  delay: duration.optional(),
  timeout: duration.optional(),
  interval: duration.optional(),
};
export const ready = closed(probeKeys);
