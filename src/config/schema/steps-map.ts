import * as z from 'zod';
import { closed } from './closed';
import { command, duration, flag } from './leaves';
import { may } from './may';

const COMMANDS = 'a command, or a list of commands';
const commands = z.union([z.string(), z.array(command, { error: COMMANDS })], { error: COMMANDS });

/** PANTHER's form of `steps`. */
export const stepsMap = closed({
  pre_commands: may(commands, 'Commands before the wait.'), wait: may(duration, 'How long the test lasts.'), post_commands: may(commands, 'Commands after the wait.'),
  record_pcap: may(flag, 'Whether the packets at the ports of the services are recorded.', false),
});

/** The form alone: what becomes a step is checked as one. */
export const stepsMapForm = closed({
  pre_commands: z.union([z.string(), z.array(z.unknown())], { error: COMMANDS }).optional(), wait: z.unknown().optional(),
  post_commands: z.union([z.string(), z.array(z.unknown())], { error: COMMANDS }).optional(), record_pcap: flag.optional(),
});
