/** The heavy rooms, read on first use; `dist/engine-bundle.js`. */
export const engine = () => import('./engine-bundle');
