export { findProgram, hasFolder, type Env } from './find-program';
export { userCacheDir, userStateDir } from './user-dirs';
