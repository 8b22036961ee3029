export { findProgram, hasFolder, type Env } from './find-program';
