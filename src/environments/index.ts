export { LocalhostNetwork } from './localhost';
export { PortReservations } from './port-reservations';
export { PortsOnDemand } from './port-supply';
export { SparePorts } from './spare-ports';
export { executionEnvironments } from './execution';
