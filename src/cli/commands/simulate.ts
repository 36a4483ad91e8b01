import { perfettoTrace, seeded, simulationJson, simulationText, systemdLog, visibleJson, type Simulation } from '../../index.js';
import { assumptionEntry, assumptionText, folderHint } from '../assumption.js';
import type { CommandEntry } from '../command.js';
import { runAll, scenarioRun } from '../scenario-run.js';
import { oneOf } from '../option-value.js';
import { EXIT } from '../streams.js';
import { seedOf } from './limits.js';

const collect = (value: string, previous: string[] = []): string[] => [...previous, value];
const FORMATS = ['text', 'systemd', 'perfetto', 'json'];

const isClean = (run: Simulation): boolean => !run.isHalted && run.jobs.every(({ result }) => result === 'done');

/** `simulate [FILE|UNIT]`: a run in virtual time. */
export const simulateCommand: CommandEntry = {
  name: 'simulate',
  summary: 'runs a scenario in virtual time: job results, states, timeline, log; exit status 1 when a job did not end done',
  define: (command) =>
    command
      .argument('[what]', 'a scenario file, or a unit to boot into; by default what is booted into')
      .option('--scenario <file>', 'a scenario for the tree')
      .option('--fail <unit>', 'its program fails (UNIT=STATUS for another status than 1); repeatable', collect)
      .option('--delay <unit=time>', 'it takes so long to start; repeatable', collect)
      .option('--at <words...>', "a time and a command: --at 10s 'systemctl stop db.service'; repeatable")
      .option('--duration <time>', 'how long to go on')
      .option('--mode <mode>', 'boot, or start: as systemctl start on an idle system', 'boot')
      .option('--outcomes <which>', 'one, or all: every end that differs', 'one')
      .option('--seed <n>', 'the run of this seed')
      .option('--format <name>', FORMATS.join(', '), 'text')
      .option('--scenario-form', 'leave out what recorded scenarios leave out'),
  examples: [
    'simulate --root samples/slow-start',
    "simulate multi-user.target --fail postgresql.service --at 10s 'systemctl stop nginx.service' --root samples/web-application",
    'simulate samples/failure-cascade/scenario.json --root samples/failure-cascade',
    'simulate --format perfetto -o boot.json --root samples/web-application',
  ],
  run([word], { flags, style, streams, answer, answerFile, answerJson, diagnose }) {
    const format = flags.json === true ? 'json' : String(flags.format);
    oneOf(format, 'format', FORMATS);
    oneOf(flags.outcomes, 'outcomes', ['one', 'all']);
    oneOf(flags.mode, 'mode', ['boot', 'start']);
    const input = scenarioRun(word, flags, streams);
    const seed = seedOf(flags);
    const runs = flags.outcomes === 'all' ? runAll(input) : [input.run(seed === null ? undefined : seeded(seed))];
    const [first] = runs;
    if (!first) return EXIT.usage;
    const form = flags.scenarioForm === true ? { hidden: input.hidden } : {};
    if (format === 'json') {
      const { schema, ...document } = simulationJson(runs, form);
      void schema;
      answerJson('simulation', { ...assumptionEntry(input), ...document });
    } else if (format === 'systemd') answer(systemdLog(first));
    else if (format === 'perfetto') answerFile(visibleJson(perfettoTrace(first), style.isUtf8));
    else {
      const distinct = flags.outcomes === 'all' ? distinctRuns(runs) : [first];
      const parts = distinct.map(
        (run, i) =>
          (distinct.length > 1 ? `${style.bold(`Outcome ${String(i + 1)} of ${String(distinct.length)}`)}\n` : '') +
          simulationText(run, style),
      );
      answer(
        assumptionText(input, style) +
          parts.join('\n\n') +
          (first.target === null && input.session ? folderHint(input.session, style) : ''),
      );
    }
    diagnose(input.findings, input.showPath);
    return runs.every(isClean) ? EXIT.clean : EXIT.findings;
  },
};

function distinctRuns(runs: readonly Simulation[]): Simulation[] {
  const seen = new Set<string>();
  return runs.filter((run) => {
    const key = JSON.stringify(simulationJson([run]).outcomes[0]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
