import { OutputLost, type ExitStatus, type SupervisedProcess } from '../supervisor';

/** How a process ended. @throws OutputLost at once when something that it prints cannot be written */
export async function exitOf({ exited, outputLost }: SupervisedProcess): Promise<ExitStatus> {
  let lost: string | undefined;
  const losing = outputLost?.then((message) => { lost = message; });
  await (losing === undefined ? exited : Promise.race([losing, exited]));
  // Both may be told together.
  if (lost !== undefined) throw new OutputLost(lost);
  return exited;
}

export const endText = ({ code, signal }: Omit<ExitStatus, 'killed'>): string => (signal === null ? `exit code ${code}` : `ended by ${signal}`);
