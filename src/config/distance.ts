export { closest, didYouMean } from '../events';
