export { AT_ONCE } from './at-once';
export { findProgram, hasFolder, type Env } from './find-program';
export { isFile } from './is-file';
export { openFile, openLines, readTextFile } from './open-file';
export { userCacheDir, userStateDir } from './user-dirs';
