export { findProgram, hasFolder, type Env } from './find-program';
export { openFile, readTextFile } from './open-file';
export { userCacheDir, userStateDir } from './user-dirs';
