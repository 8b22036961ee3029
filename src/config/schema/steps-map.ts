import * as z from 'zod';
import { closed } from './closed';
import { command, duration, flag } from './leaves';

const COMMANDS = 'a command, or a list of commands';
const commands = z.union([z.string(), z.array(command, { error: COMMANDS })], { error: COMMANDS });

/** PANTHER's form of `steps`. */
export const stepsMap = closed({ pre_commands: commands.optional(), wait: duration.optional(), post_commands: commands.optional(), record_pcap: flag.optional() });

/** The form alone: what becomes a step is checked as one. */
export const stepsMapForm = closed({
  pre_commands: z.union([z.string(), z.array(z.unknown())], { error: COMMANDS }).optional(), wait: z.unknown().optional(),
  post_commands: z.union([z.string(), z.array(z.unknown())], { error: COMMANDS }).optional(), record_pcap: flag.optional(),
});
