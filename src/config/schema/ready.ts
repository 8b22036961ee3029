import * as z from 'zod';
import { closed } from './closed';
import { command, duration, nonEmptyText, regex } from './leaves';
import { numberMatcher, textMatcher } from './matchers';

export const probeHttp = z.union([
  nonEmptyText,
  closed({ url: nonEmptyText, status: numberMatcher.optional(), body: textMatcher.optional() }),
], { error: 'a URL, or a map of url, status, body' });

const ENDPOINT = 'a port name, a port number from 1 to 65535, or host:port';
const PORT = { error: ENDPOINT };
const isPort = (port = '1'): boolean => Number(port) >= 1 && Number(port) <= 65_535;
const endpoint = z.union([z.int().min(1, PORT).max(65_535, PORT), nonEmptyText.refine((given) => isPort(/(?:^|:)(\d+)$/.exec(given)?.[1]), PORT)], PORT);

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
