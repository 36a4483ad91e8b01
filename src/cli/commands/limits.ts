import type { Command } from 'commander';
import type { OutcomeLimits } from '../../index.js';
import { UsageError } from '../streams.js';

/** Adds the options that bound the search for outcomes. */
export function addLimitOptions(command: Command): Command {
  return command
    .option('--limit <n>', 'how many outcomes to list')
    .option('--samples <n>', 'estimate likelihoods from so many seeds')
    .option('--seed <n>', 'show the outcome of this seed');
}

const count = (flag: unknown, name: string): number | null => {
  if (flag === undefined) return null;
  const value = Number(flag);
  if (!Number.isInteger(value) || value < 0) throw new UsageError(`--${name}: ${String(flag)} is no whole number`);
  return value;
};

/** The limits of the options. A higher limit on outcomes also raises the work that is spent. */
export function limitsOf(flags: Readonly<Record<string, unknown>>): OutcomeLimits {
  const limit = count(flags.limit, 'limit');
  const samples = count(flags.samples, 'samples');
  return {
    ...(limit === null ? {} : { outcomesMax: limit, stepsMax: Math.max(300_000, limit * 100) }),
    ...(samples === null ? {} : { samples }),
  };
}

/** The seed of the options; null for walks by name. */
export function seedOf(flags: Readonly<Record<string, unknown>>): number | null {
  return count(flags.seed, 'seed');
}
