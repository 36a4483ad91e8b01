export { compareBytes } from './base/compare.js';
export { shellPattern } from './base/shell-pattern.js';
export type { DirectoryEntry, FileContent, FileError, FileKind, FileStatus, FileSystem } from './host/file-system.js';
export { memoryFileSystem, type MemoryFile } from './host/memory-file-system.js';
export { overlayFileSystem, type Layer } from './host/overlay-file-system.js';
export { loadLogLine } from './diagnostic/manager-log.js';
export { findingList, NO_SINK, type Finding, type FindingSink } from './diagnostic/finding.js';
export { helpOf, messageOf, shownMessageOf, severityOf, type DiagnosticCode, type Severity } from './diagnostic/message.js';
export { mangleUnitName, parseUnitName, templateOf, unitTypeOf, type UnitNameParts } from './parse/unit-name.js';
export { parseUnitFile, placeInValue, type Assignment, type UnitFile } from './parse/unit-file.js';
export { UNIT_TYPES, type UnitType } from './parse/unit-type-table.js';
export { DEFAULT_FACTS, type Facts, type UserFacts } from './load/facts.js';
export { defaultUnitOf } from './load/default-unit.js';
export { userFacts } from './load/user-facts.js';
export { mergeFacts, readFacts } from './load/read-facts.js';
export { editDistance } from './base/edit-distance.js';
export { everyUnitName, openTree, type GeneratorMode, type OpenTree, type TreeOptions } from './load/open-tree.js';
export {
  anyUserSearchPath,
  explicitSearchPath,
  globalSearchPath,
  prependDirectories,
  systemSearchPath,
  userSearchPath,
  type Scope,
  type SearchPath,
} from './load/search-path.js';
export { UnitFileCache } from './load/unit-file-cache.js';
export { loadUnitSet, type UnitLoader } from './load/unit-loader.js';
export type { Setting, UnitSettings } from './load/unit-settings.js';
export { buildGraph, type GraphOptions, type LoadedGraph } from './graph/build-graph.js';
export { DEPENDENCY_KINDS, INVERSE_KIND, originsOf, type DependencyKind, type Origin } from './graph/dependency-table.js';
export { RULES, type RuleId } from './graph/rule-table.js';
export type { Dependency, Reason, Unit, UnitGraph } from './graph/unit.js';
export { PULL_KINDS, PULLED_BY_KINDS, pullTree, type PullNode, type PullOptions } from './explain/pulls-in.js';
export { dumpRun, reasonEntry, runEntry, type DumpOptions, type DumpRun } from './report/dump.js';
export { asciiText, visible, visibleJson } from './report/escape.js';
export { plainStyle, type Style } from './report/style.js';
export { treeEntry, treeFooter, treeText } from './report/tree.js';
export { catLines, catText, type CatFile, type CatLine } from './report/cat.js';
export { assumeEnablement, type Assumption, type EnablementWish } from './load/assume-enabled.js';
export { installContext, type InstallContext } from './load/install-unit.js';
export { listUnitFiles, UNIT_FILE_STATES, type UnitFileEntry, type UnitFileState } from './load/unit-file-state.js';
export { readPresets, type PresetRule } from './load/preset.js';
export { machineSpecifiers } from './load/specifier-context.js';
export { installEdges, type InstallEdge } from './load/install-edges.js';
export { minimalChains, shortestChains, whyNot, type Chain, type ChainLink, type InstallLine, type WhyNot } from './explain/why.js';
export { chainEntry, chainText, reasonText, whyNotText } from './report/chain.js';
export { tableText } from './report/table.js';
export { wrapText } from './report/wrap.js';
export { toGraphology, type DependencyAttributes, type UnitAttributes, type UnitMultiGraph } from './graph/to-graphology.js';
export { firstTransaction, type FirstTransaction } from './transaction/first-transaction.js';
export { graphView, type GraphView, type ViewEdge } from './explain/graph-view.js';
export { dotText, graphmlText, mermaidText } from './report/graph.js';
export { simulate, type SimulationInput } from './simulate/index.js';
export type { Simulation } from './simulate/simulation.js';
export { IDLE_UNIT, type Scenario, type ScenarioStep } from './simulate/scenario.js';
export { DEFAULT_WORLD, programRule, type ProgramRule, type World } from './simulate/world.js';
export { pageData, pageJson, type PageData } from './report/page-data.js';
export { decodeUtf8 } from './base/text.js';
export { buildTransaction } from './transaction/build-transaction.js';
export { BY_NAME, replay, seeded, type Choices } from './transaction/choices.js';
export {
  JOB_MODES,
  JOB_RESULTS,
  JOB_TYPES,
  REQUEST_TYPES,
  type JobMode,
  type JobType,
  type RequestType,
} from './transaction/job-table.js';
export { ACTIVE_STATES, type ActiveState } from './transaction/active-state.js';
export { bootState } from './transaction/startup-jobs.js';
export { idleState, type ManagerState, type QueuedJob, type StateSketch } from './transaction/manager-state.js';
export { DEFAULT_LIMITS, outcomes, type OutcomeLimits } from './transaction/outcomes.js';
export type { Outcome, OutcomeSet } from './transaction/outcome-set.js';
export type { LogLine, Request, TransactionResult } from './transaction/transaction-result.js';
export {
  cyclesOfRequest,
  latentCycles,
  type Cycle,
  type CycleAnswer,
  type CycleEdge,
  type CycleGroup,
  type CycleLoss,
} from './explain/cycle.js';
export { fixCycles, type CycleFix, type FixContext } from './explain/cycle-fix.js';
export { bootMode, latentCheck, loadedUnits, requestCheck } from './explain/check-fix.js';
export { cyclesEntry, cyclesText } from './report/cycles.js';
export { planEntry, planText, systemdMessages } from './report/plan.js';
export { transitiveReduction } from './analyze/transitive-reduction.js';
export type { JobSpan } from './simulate/job.js';
export { findReleasers, measuredNames } from './explain/releasers.js';
export { bootedInto } from './explain/booted-target.js';
export { measuredShutdown } from './explain/late-shutdown.js';
export type { BootRun, Sureness } from './explain/boot-run.js';
export type { MeasuredBoot } from './measure/measured-boot.js';
export { readBoot } from './measure/read-boot.js';
export { combineBoots } from './measure/combine-boots.js';
export { readSosreport } from './measure/read-sosreport.js';
export { readScenario, type ScenarioFile } from './simulate/read-scenario.js';
export { explainLate, type LateAnswer, type LateStep } from './explain/late.js';
export { isShutdown } from './explain/shutdown-record.js';
export { measuredBoot, shutdownScenario, simulatedBoot, type LateBoot } from './explain/late-boot.js';
export { compareBoots, type BootComparison } from './explain/late-compare.js';
export { jobOf, runOfSimulation } from './explain/late-run.js';
export { findSavings, type LateSaving } from './explain/late-savings.js';
export { CAUSES, findCauses, type Cause, type CauseId } from './explain/causes.js';
export { compareEntry, compareText, lateEntry, lateText, type LateReport } from './report/late.js';
export { diffGraphs, diffOutcomes, isSame, type GraphDifference, type RequestDifference } from './explain/diff.js';
export { diffEntry, diffText, type DiffReport } from './report/diff.js';
export { fatesOf, type Fate } from './explain/why-run.js';
export { fatesEntry, fatesText } from './report/why-run.js';
export { hiddenUnits } from './simulate/recording.js';
export { parseTimeSpan } from './parse/time-span.js';
export { simulationJson, simulationText, systemdLog } from './report/simulation.js';
export { perfettoTrace } from './report/simulation-trace.js';
export { breakUnit, rankBreaks, type Blast } from './explain/breaks.js';
export { breaksEntry, breaksText, rankingText } from './report/breaks.js';
