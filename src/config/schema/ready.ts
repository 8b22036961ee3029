import * as z from 'zod';
import { closed } from './closed';
import { command, duration, nonEmptyText, regex } from './leaves';
import { numberMatcher, textMatcher } from './matchers';
import { may } from './may';
import { refersTo } from './refers-to';

export const probeHttp = z.union([
  nonEmptyText,
  closed({ url: nonEmptyText.meta({ description: 'A URL, or a path.' }), status: may(numberMatcher, 'The status of the answer.'), body: may(textMatcher, 'What the answer must be.') }),
], { error: 'a URL, or a map of url, status, body' });

const ENDPOINT = 'a port name, a port number from 1 to 65535, or host:port';
const PORT = { error: ENDPOINT };
const isPort = (port = '1'): boolean => Number(port) >= 1 && Number(port) <= 65_535;
const endpoint = z.union([z.int().min(1, PORT).max(65_535, PORT), refersTo('port', nonEmptyText.refine((given) => isPort(/(?:^|:)(\d+)$/.exec(given)?.[1]), PORT))], PORT);

/** What must hold, all of it, before something counts as ready. */
export const probeKeys = {
  log: may(regex, 'A regular expression on both streams, on what this start printed.'),
  tcp: may(endpoint, 'Accepts connections: a port\'s name, service.port, a number, or host:port.'),
  http: may(probeHttp, 'Answers: a URL or path, or a map of url, status, body.'),
  exec: may(command, 'A command that ends with exit code 0, run where the service runs.'),
  file: may(nonEmptyText, 'A file that is there, relative to where the service runs.'),
  listening: may(endpoint, 'As tcp, but looked up without connecting, and for UDP too.'),
  delay: may(duration, 'A fixed time.'),
  timeout: may(duration, 'When it is given up.', '30s'),
  interval: may(duration, 'The time between two looks; the first come sooner.'),
};
export const ready = closed(probeKeys);
