import { SHORTEST_SECRET as SHORTEST, type LoadedExperiment } from '../config';
import { RunRefused } from './run-refused';

/** The values of the secrets that a file names, by name, as far as they are set. @throws RunRefused for one that is too short to be masked */
export function secretValues({ file, secrets = [] }: LoadedExperiment, env: NodeJS.ProcessEnv): { readonly [name: string]: string } {
  const values = secrets.flatMap((name): [string, string][] => {
    const value = env[name];
    return value === undefined ? [] : [[name, value]];
  });
  const short = values.find(([, value]) => value.length < SHORTEST);
  if (short) throw new RunRefused('short-secret', `${file}: the value of the secret ${short[0]} is shorter than ${SHORTEST} characters: masking it would mask everything`);
  return Object.fromEntries(values);
}
