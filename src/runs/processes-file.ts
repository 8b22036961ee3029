/** Where the supervisor records what it starts, in the run's folder. */
export const PROCESSES_FILE = 'processes.jsonl';
