/** Keys that a version after 252 brought, by that version. */
const LATER: Readonly<Record<string, string>> = {
  253: 'ReloadSignal OpenFile MemoryZSwapMax LogFilterPatterns',
  254:
    'UpheldBy RestartMode RestartSteps RestartMaxDelaySec FileDescriptorStorePreserve DelegateSubgroup MemoryPressureWatch ' +
    'MemoryPressureThresholdSec ImportCredential',
  255: 'SurviveFinalKillSignal CoredumpReceive PollLimitIntervalSec PollLimitBurst',
  256: 'WantsMountsFor MemoryZSwapWriteback',
  257: 'PrivatePIDs DeferReactivation PassPIDFD',
  258:
    'ConcurrencyHardMax ConcurrencySoftMax DelegateNamespaces DeferTrigger DeferTriggerMaxSec RandomizedOffsetSec ConditionVersion ' +
    'AssertVersion ConditionKernelModuleLoaded AssertKernelModuleLoaded AcceptFileDescriptors',
};

/** The systemd version that brought a key; null for a key of 252 or none at all. @systemd man pages of 253 to 258 */
export function versionOfKey(key: string): string | null {
  for (const [version, keys] of Object.entries(LATER)) if (keys.split(' ').includes(key)) return version;
  return null;
}
