import { parentPort } from 'node:worker_threads';
import type { MatchAnswer, MatchRequest } from './protocol';

const match = ({ id, pattern, flags, text }: MatchRequest): MatchAnswer => {
  try {
    const found = new RegExp(pattern, flags).exec(text);
    return found === null
      ? { id, matched: false }
      : { id, matched: true, groups: Array.from(found, (group: string | undefined) => group ?? ''), index: found.index };
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) };
  }
};

parentPort?.on('message', (request: MatchRequest) => parentPort?.postMessage(match(request)));
