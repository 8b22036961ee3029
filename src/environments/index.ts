export { LocalhostNetwork } from './localhost';
