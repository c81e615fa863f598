import type { Hook } from '@oclif/core';
import { didYouMean } from '../config/nearest.js';
import { UsageError } from '../failure.js';

/** Suggests, and asks nothing: a question would block where nobody is. */
const commandNotFound: Hook<'command_not_found'> = async ({ id, config }) => {
  const spoken = (command: string) => command.replaceAll(':', ' ');
  const known = [...new Set([...config.commandIDs, ...config.topics.map(({ name }) => name)])].map(spoken);
  const hint = didYouMean(spoken(id), known) ?? 'metta-dd --help';
  throw new UsageError(`unknown command "${spoken(id)}"`, hint);
};

export default commandNotFound;
