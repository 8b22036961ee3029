import type { ExecutionEnvironment } from '../../engine';
import { CommandPrefix } from './command-prefix';
import { Strace } from './strace';

/** Those that every run knows. */
export const executionEnvironments = (): readonly ExecutionEnvironment[] => [new Strace(), new CommandPrefix()];
