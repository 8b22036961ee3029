/** Ends this program, also while plug-ins are kept from it. */
export const exit: (code: number) => never = process.exit.bind(process);
