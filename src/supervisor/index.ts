export * from './processes';
export { cleanseEnvironment } from './cleanse-environment';
export { followFile, type FileFollower, type FollowOptions } from './follow-file';
export { isAlive, processIdentity, thisProcess, type ProcessIdentity } from './process-identity';
export { readRecord } from './read-record';
export { reapLeftovers } from './reap-leftovers';
export { RUN_TAG } from './run-tag';
export { missingProgram } from './spawn-failure';
export { SupervisorClient } from './supervisor-client';
