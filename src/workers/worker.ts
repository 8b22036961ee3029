import { messageOf } from '../events';
import { parentPort } from 'node:worker_threads';
import type { ReadAnswer, ReadRequest } from '../config';
import type { MatchAnswer, MatchRequest } from './protocol';

const match = ({ id, pattern, flags, text }: MatchRequest): MatchAnswer => {
  try {
    const found = new RegExp(pattern, flags).exec(text);
    return found === null
      ? { id, matched: false }
      : { id, matched: true, groups: Array.from(found, (group: string | undefined) => group ?? ''), index: found.index };
  } catch (error) {
    return { id, error: messageOf(error) };
  }
};

const read = async (request: ReadRequest): Promise<ReadAnswer> => {
  // Only a reading needs what reads; a matcher starts faster without.
  const { answerRead } = await import('../config');
  return answerRead(request);
};

parentPort?.on('message', (request: MatchRequest | ReadRequest) => {
  switch (request.kind) {
    case 'regex':
      parentPort?.postMessage({ id: request.id, begun: true } satisfies MatchAnswer);
      parentPort?.postMessage(match(request));
      break;
    case 'read':
      // A rejection ends the thread, and whoever asked hears of it as its error.
      void read(request).then((answer) => parentPort?.postMessage(answer, [answer.ranges.buffer as ArrayBuffer]));
      break;
    default: request satisfies never;
  }
});
