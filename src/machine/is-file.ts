import { stat } from 'node:fs/promises';

/** False also where nothing is there, or nothing can be seen. */
export const isFile = (file: string): Promise<boolean> => stat(file).then((stats) => stats.isFile(), () => false);
