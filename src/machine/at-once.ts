import { constants } from 'node:fs';

/** The flag that keeps `open` from waiting for the other end of a named pipe; Windows has none. */
export const AT_ONCE: number = (constants as { readonly O_NONBLOCK?: number }).O_NONBLOCK ?? 0;
