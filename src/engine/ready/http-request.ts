import http from 'node:http';
import https from 'node:https';

export interface HttpRequest {
  readonly url: string;
  readonly method?: string;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string;
}

export interface HttpAnswer {
  readonly status: number;
  /** Lower-case names; several values of one name are joined by a comma. */
  readonly headers: { readonly [name: string]: string };
  /** At most the limit that was given; what comes after is not read. */
  readonly body: Buffer;
}

/** What a peer did instead of answering; its message is made for reading. */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';
}

export const MOST_BODY_BYTES = 16 * 1024 * 1024;

/**
 * One HTTP/1.1 request on a connection of its own, never through a proxy; redirects are not followed.
 * @throws HttpFailure, or the signal's reason.
 */
export async function requestHttp(request: HttpRequest, signal: AbortSignal, mostBodyBytes = MOST_BODY_BYTES): Promise<HttpAnswer> {
  signal.throwIfAborted();
  try {
    const response = await send(request, signal);
    const body = await readBody(response, mostBodyBytes);
    return { status: response.statusCode ?? 0, headers: headersOf(response), body };
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof HttpFailure ? error : new HttpFailure(describe(error));
  }
}

function send({ url, method = 'GET', headers, body }: HttpRequest, signal: AbortSignal): Promise<http.IncomingMessage> {
  if (!URL.canParse(url)) throw new HttpFailure(`${url} is no URL`);
  const { protocol } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:') throw new HttpFailure(`${url} is neither http nor https`);
  return new Promise((resolve, reject) => {
    const options = { method, signal, agent: false, headers: { ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }), ...headers } };
    const sent = protocol === 'http:' ? http.request(url, options) : https.request(url, options);
    sent.once('response', resolve).once('error', reject).end(body);
  });
}

async function readBody(response: http.IncomingMessage, mostBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving the loop ends the connection.
  for await (const chunk of response) {
    if (!Buffer.isBuffer(chunk)) continue;
    chunks.push(chunk);
    size += chunk.length;
    if (size >= mostBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, mostBytes);
}

const headersOf = ({ headers }: http.IncomingMessage): HttpAnswer['headers'] =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value ?? '']));

const WORDS: { readonly [code: string]: string } = {
  ECONNREFUSED: 'connection refused', ECONNRESET: 'connection closed without an answer', ENOTFOUND: 'unknown host',
  ETIMEDOUT: 'no answer from the host', EHOSTUNREACH: 'host not reachable', ENETUNREACH: 'network not reachable', EPIPE: 'connection closed without an answer',
};

function describe(error: unknown): string {
  const first = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  if (!(first instanceof Error)) return String(first);
  const code = 'code' in first && typeof first.code === 'string' ? first.code : '';
  if (code.startsWith('HPE_')) return `the answer is no HTTP/1.1 (${first.message})`;
  return WORDS[code] ?? first.message;
}
