import { isFreePort } from '../../../src/supervisor';

/** Below the ports that systems give to connections and to whoever asks for any, and beside those that runs reserve: nobody else comes to have one by chance. */
const FIRST = 11_000;
const LAST = 19_999;

/** A port of this machine that nobody holds now. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
    if (await isFreePort(port)) return port;
  }
}
