import type { Command } from 'commander';
import { DEFAULT_LIMITS, type OutcomeLimits } from '../../index.js';
import { wholeNumber } from '../option-value.js';

/** Adds the options that bound the search for outcomes. */
export function addLimitOptions(command: Command): Command {
  return command
    .option('--limit <n>', `how many outcomes to list; above ${String(DEFAULT_LIMITS.outcomesMax)}, also how many to look for`)
    .option('--samples <n>', 'estimate likelihoods from so many seeds')
    .option('--seed <n>', 'show the outcome of this seed');
}

/** The limits of the options. A high limit on outcomes also raises the work that is spent; a low one lists fewer and looks for all. */
export function limitsOf(flags: Readonly<Record<string, unknown>>): OutcomeLimits {
  const limit = wholeNumber(flags.limit, 'limit');
  const samples = wholeNumber(flags.samples, 'samples');
  return {
    ...(limit === null
      ? {}
      : { outcomesMax: Math.max(DEFAULT_LIMITS.outcomesMax, limit), stepsMax: Math.max(DEFAULT_LIMITS.stepsMax, limit * 100) }),
    ...(samples === null ? {} : { samples }),
  };
}

/** The seed of the options; null for walks by name. */
export function seedOf(flags: Readonly<Record<string, unknown>>): number | null {
  return wholeNumber(flags.seed, 'seed');
}

/** How many outcomes a text lists, where an option says so. */
export function listedOf(flags: Readonly<Record<string, unknown>>): { readonly listedMax?: number } {
  const limit = wholeNumber(flags.limit, 'limit');
  return limit === null ? {} : { listedMax: limit };
}
