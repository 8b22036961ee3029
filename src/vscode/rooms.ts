/** The heavy rooms (YAML, schema, engine) are evaluated on first use: activation must not pay for them. */
export const configRoom = () => import('../config');
export const resultsRoom = () => import('../results');
export const observersRoom = () => import('../observers');
export const runsRoom = () => import('../runs');
