export { LocalhostNetwork } from './localhost';
export { executionEnvironments } from './execution';
