import type { ExecutionEnvironment } from '../../engine';
import { CommandPrefix } from './command-prefix';
import { Memcheck } from './memcheck';
import { PerfStat } from './perf-stat';
import { PidNamespace } from './pid-namespace';
import { Strace } from './strace';
import { Usage } from './usage';

/** Those that every run knows. */
export const executionEnvironments = (): readonly ExecutionEnvironment[] => [new Usage(), new Strace(), new Memcheck(), new PerfStat(), new PidNamespace(), new CommandPrefix()];
