/** Whether this is the error of Node or of the system that is called so, as in `ENOENT`. */
export const hasCode = (error: unknown, code: string): error is Error => error instanceof Error && 'code' in error && error.code === code;
