export { divide, type Divisible, type Division } from './divide';
export { divisionHistory, type DivisionHistory } from './division-history';
