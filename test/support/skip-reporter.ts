import type { Reporter, TestModule } from 'vitest/node';

/** Says at the end what was skipped and why, with a count, and closes with the plain line of totals. */
export default class SkipReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const skipped: string[] = [];
    let passed = 0;
    let failed = 0;
    for (const module of modules) {
      if (module.state() === 'failed' && module.errors().length > 0) failed++;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') passed++;
        else if (state === 'failed') failed++;
        else if (state === 'skipped') skipped.push(test.fullName);
      }
    }
    if (skipped.length > 0) {
      const groups = new Map<string, number>();
      for (const name of skipped) {
        const group = name.split(' > ')[0] ?? name;
        groups.set(group, (groups.get(group) ?? 0) + 1);
      }
      console.log(`\nSkipped ${String(skipped.length)} tests:`);
      for (const [group, count] of groups) console.log(`  ${String(count).padStart(5)}  ${group}`);
    }
    console.log(`\n${String(passed)} passed, ${String(failed)} failed, ${String(skipped.length)} skipped`);
  }
}
