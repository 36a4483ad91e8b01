/**
 * The keys of every section, by the kind of their value: one line `kind: Key Key=Current.Name ...`. A key after `=` is the one that
 * counts where the written one is an old name or belongs to another section.
 *
 * @systemd src/core/load-fragment-gperf.gperf.in
 */
const UNIT = `
deps: After Before BindsTo BindTo=Unit.BindsTo Conflicts JoinsNamespaceOf OnFailure OnSuccess PartOf PropagatesReloadTo
deps: PropagateReloadTo=Unit.PropagatesReloadTo PropagatesStopTo ReloadPropagatedFrom PropagateReloadFrom=Unit.ReloadPropagatedFrom
deps: Requires Requisite StopPropagatedFrom Upholds Wants
obsoleteDeps: RequiresOverridable=Unit.Requires RequisiteOverridable=Unit.Requisite
mountsFor: RequiresMountsFor
bool: AllowIsolate DefaultDependencies IgnoreOnIsolate RefuseManualStart RefuseManualStop StopWhenUnneeded
text: Description
urls: Documentation
path: SourcePath
emergencyAction: FailureAction JobTimeoutAction StartLimitAction SuccessAction
actionStatus: FailureActionExitStatus SuccessActionExitStatus
rebootArgument: JobTimeoutRebootArgument RebootArgument
parameterSpan: JobRunningTimeoutSec JobTimeoutSec
jobModeIsolate: OnFailureIsolate=Unit.OnFailureJobMode
jobMode: OnFailureJobMode OnSuccessJobMode
collectMode: CollectMode
unsigned: StartLimitBurst
span: StartLimitIntervalSec StartLimitInterval=Unit.StartLimitIntervalSec
removed: IgnoreOnSnapshot
conditionPath: AssertDirectoryNotEmpty AssertFileIsExecutable AssertFileNotEmpty AssertNeedsUpdate AssertPathExists
conditionPath: AssertPathExistsGlob AssertPathIsDirectory AssertPathIsEncrypted AssertPathIsMountPoint AssertPathIsReadWrite
conditionPath: AssertPathIsSymbolicLink ConditionDirectoryNotEmpty ConditionFileIsExecutable ConditionFileNotEmpty
conditionPath: ConditionNeedsUpdate ConditionPathExists ConditionPathExistsGlob ConditionPathIsDirectory ConditionPathIsEncrypted
conditionPath: ConditionPathIsMountPoint ConditionPathIsReadWrite ConditionPathIsSymbolicLink
conditionText: AssertACPower AssertArchitecture AssertCPUFeature AssertCPUPressure AssertCPUs AssertCapability
conditionText: AssertControlGroupController AssertCredential AssertEnvironment AssertFirstBoot AssertGroup AssertHost AssertIOPressure
conditionText: AssertKernelCommandLine AssertKernelVersion AssertMemory AssertMemoryPressure AssertOSRelease AssertSecurity AssertUser
conditionText: AssertVirtualization ConditionACPower ConditionArchitecture ConditionCPUFeature ConditionCPUPressure ConditionCPUs
conditionText: ConditionCapability ConditionControlGroupController ConditionCredential ConditionEnvironment ConditionFirmware
conditionText: ConditionFirstBoot ConditionGroup ConditionHost ConditionIOPressure ConditionKernelCommandLine ConditionKernelVersion
conditionText: ConditionMemory ConditionMemoryPressure ConditionOSRelease ConditionSecurity ConditionUser ConditionVirtualization
`;

const EXEC = `
path: IPCNamespacePath NetworkNamespacePath TTYPath
pathFatal: RootDirectory RootImage RootVerity
bool: CPUSchedulingResetOnFork IgnoreSIGPIPE LockPersonality MemoryDenyWriteExecute NoNewPrivileges PrivateDevices PrivateIPC
bool: PrivateMounts PrivateNetwork PrivateTmp PrivateUsers ProtectClock ProtectControlGroups ProtectHostname ProtectKernelLogs
bool: ProtectKernelModules ProtectKernelTunables RemoveIPC RestrictRealtime RestrictSUIDSGID SyslogLevelPrefix TTYReset TTYVHangup
bool: TTYVTDisallocate
boolFatal: DynamicUser
boolOrDefault: MountAPIVFS
directories: CacheDirectory ConfigurationDirectory LogsDirectory RuntimeDirectory StateDirectory
mode: CacheDirectoryMode ConfigurationDirectoryMode LogsDirectoryMode RuntimeDirectoryMode StateDirectoryMode UMask
environment: Environment
environmentFile: EnvironmentFile
environmentNames: PassEnvironment UnsetEnvironment
pathList: ExecPaths ExtensionDirectories InaccessiblePaths NoExecPaths ReadOnlyPaths ReadWritePaths
pathList: InaccessibleDirectories=.InaccessiblePaths ReadOnlyDirectories=.ReadOnlyPaths ReadWriteDirectories=.ReadWritePaths
colonPaths: ExecSearchPath
userGroup: User Group
userGroupList: SupplementaryGroups
workingDirectory: WorkingDirectory
output: StandardError StandardOutput
input: StandardInput
text: PAMName SyslogIdentifier UtmpIdentifier
textFatal: AppArmorProfile SELinuxContext SmackProcessLabel
bindPaths: BindPaths BindReadOnlyPaths
images: ExtensionImages MountImages
temporaryFileSystems: TemporaryFileSystem
logNamespace: LogNamespace
logLevel: LogLevelMax SyslogLevel
logFacility: SyslogFacility
logFields: LogExtraFields
span: LogRateLimitIntervalSec TimeoutCleanSec
nsec: TimerSlackNSec
unsigned: LogRateLimitBurst
unsignedOrDefault: TTYColumns TTYRows
nice: Nice
oomScore: OOMScoreAdjust
cpuPolicy: CPUSchedulingPolicy
cpuPriority: CPUSchedulingPriority
ioClass: IOSchedulingClass
ioPriority: IOSchedulingPriority
cpuSet: CPUAffinity
keyringMode: KeyringMode
mountFlags: MountFlags
procSubset: ProcSubset
protectHome: ProtectHome
protectProc: ProtectProc
protectSystem: ProtectSystem
runtimePreserve: RuntimeDirectoryPreserve
utmpMode: UtmpMode
limitBytes: LimitAS LimitCORE LimitDATA LimitFSIZE LimitMEMLOCK LimitMSGQUEUE LimitRSS LimitSTACK
limitCount: LimitLOCKS LimitNOFILE LimitNPROC LimitRTPRIO LimitSIGPENDING
limitSec: LimitCPU
limitUsec: LimitRTTIME
limitNice: LimitNICE
raw: AmbientCapabilities CapabilityBoundingSet SecureBits
systemCalls: SystemCallFilter
systemCallLog: SystemCallLog
systemCallErrno: SystemCallErrorNumber
systemCallArchitectures: SystemCallArchitectures
addressFamilies: RestrictAddressFamilies
namespaces: RestrictNamespaces
fileSystems: RestrictFileSystems
personality: Personality
coredumpFilter: CoredumpFilter
numaPolicy: NUMAPolicy
numaMask: NUMAMask
rootHash: RootHash
rootHashSignature: RootHashSignature
imageOptions: RootImageOptions
inputData: StandardInputData
inputText: StandardInputText
loadCredential: LoadCredential LoadCredentialEncrypted
setCredential: SetCredential SetCredentialEncrypted
removed: Capabilities
`;

const KILL = `
signal: FinalKillSignal KillSignal RestartKillSignal WatchdogSignal
killMode: KillMode
bool: SendSIGHUP SendSIGKILL
`;

const CGROUP = `
slice: Slice
bool: BlockIOAccounting CPUAccounting IOAccounting IPAccounting MemoryAccounting TasksAccounting
memory: DefaultMemoryLow DefaultMemoryMin MemoryHigh MemoryLimit MemoryLow MemoryMax MemoryMin MemorySwapMax
tasks: TasksMax
cpuQuota: CPUQuota
spanOrInfinity: CPUQuotaPeriodSec
cpuWeight: CPUWeight StartupCPUWeight
cpuShares: CPUShares StartupCPUShares
ioWeight: IOWeight StartupIOWeight
blockIoWeight: BlockIOWeight StartupBlockIOWeight
deviceIo: IODeviceLatencyTargetSec IODeviceWeight IOReadBandwidthMax IOReadIOPSMax IOWriteBandwidthMax IOWriteIOPSMax
deviceIoOld: BlockIODeviceWeight BlockIOReadBandwidth BlockIOWriteBandwidth
cpuSet: AllowedCPUs AllowedMemoryNodes StartupAllowedCPUs StartupAllowedMemoryNodes
delegate: Delegate
deviceAllow: DeviceAllow
devicePolicy: DevicePolicy
oomMode: ManagedOOMMemoryPressure ManagedOOMSwap
oomLimit: ManagedOOMMemoryPressureLimit
oomPreference: ManagedOOMPreference
pathOne: IPEgressFilterPath IPIngressFilterPath
bpfProgram: BPFProgram
controllers: DisableControllers
addressPrefixes: IPAddressAllow IPAddressDeny
interfaces: RestrictNetworkInterfaces
socketBind: SocketBindAllow SocketBindDeny
removed: NetClass
`;

const SERVICE = `
exec: ExecCondition ExecReload ExecStart ExecStop ExecStartPost ExecStartPre ExecStopPost
serviceType: Type
exitType: ExitType
restart: Restart
notifyAccess: NotifyAccess
oomPolicy: OOMPolicy
timeoutFailureMode: TimeoutStartFailureMode TimeoutStopFailureMode
bool: GuessMainPID NonBlocking PermissionsStartOnly RemainAfterExit RootDirectoryStartOnly
span: RestartSec WatchdogSec RuntimeMaxSec RuntimeRandomizedExtraSec
serviceTimeout: TimeoutSec TimeoutStartSec
spanZeroInfinity: TimeoutStopSec
abortTimeout: TimeoutAbortSec
unsigned: FileDescriptorStoreMax
statusList: RestartForceExitStatus RestartPreventExitStatus SuccessExitStatus
sockets: Sockets
busName: BusName
pidFile: PIDFile
path: USBFunctionDescriptors USBFunctionStrings
emergencyAction: FailureAction=Unit.FailureAction StartLimitAction=Unit.StartLimitAction
rebootArgument: RebootArgument=Unit.RebootArgument
unsigned: StartLimitBurst=Unit.StartLimitBurst
span: StartLimitInterval=Unit.StartLimitIntervalSec
removed: BusPolicy SysVStartPriority
`;

const SOCKET = `
listen: ListenDatagram ListenFIFO ListenMessageQueue ListenNetlink ListenSequentialPacket ListenSpecial ListenStream ListenUSBFunction
exec: ExecStartPost ExecStartPre ExecStopPost ExecStopPre
socketService: Service
bool: Accept Broadcast FlushPending FreeBind KeepAlive NoDelay PassCredentials PassPacketInfo PassSecurity RemoveOnStop ReusePort
bool: SELinuxContextFromNet Transparent Writable
unsigned: Backlog KeepAliveProbes MaxConnections MaxConnectionsPerSource TriggerLimitBurst
span: DeferAcceptSec KeepAliveIntervalSec KeepAliveTimeSec TriggerLimitIntervalSec
spanZeroInfinity: TimeoutSec
mode: DirectoryMode SocketMode
userGroup: SocketGroup SocketUser
bindToDevice: BindToDevice
bindIpv6Only: BindIPv6Only
socketProtocol: SocketProtocol
timestamping: Timestamping
descriptorName: FileDescriptorName
symlinks: Symlinks
int: IPTTL Mark Priority
ipTos: IPTOS
long: MessageQueueMaxMessages MessageQueueMessageSize
size: PipeSize ReceiveBuffer SendBuffer
text: SmackLabel SmackLabelIPIn SmackLabelIPOut
plain: TCPCongestion
`;

/** The lines of each section. */
export const KEY_GROUPS: Readonly<Record<string, readonly string[]>> = {
  Unit: [UNIT],
  Install: ['install: Alias Also DefaultInstance RequiredBy WantedBy'],
  Service: [SERVICE, EXEC, KILL, CGROUP],
  Socket: [SOCKET, EXEC, KILL, CGROUP],
  Mount: [
    `text: What Type Options
path: Where
bool: ForceUnmount LazyUnmount ReadWriteOnly SloppyOptions
mode: DirectoryMode
spanZeroInfinity: TimeoutSec`,
    EXEC,
    KILL,
    CGROUP,
  ],
  Swap: [
    `path: What
text: Options
swapPriority: Priority
spanZeroInfinity: TimeoutSec`,
    EXEC,
    KILL,
    CGROUP,
  ],
  Automount: [
    `path: Where
text: ExtraOptions
mode: DirectoryMode
spanZeroInfinity: TimeoutIdleSec`,
  ],
  Path: [
    `pathSpec: DirectoryNotEmpty PathChanged PathExists PathExistsGlob PathModified
triggerUnit: Unit
bool: MakeDirectory
mode: DirectoryMode
unsigned: TriggerLimitBurst
span: TriggerLimitIntervalSec`,
  ],
  Timer: [
    `timer: OnActiveSec OnBootSec OnCalendar OnStartupSec OnUnitActiveSec OnUnitInactiveSec
triggerUnit: Unit
span: AccuracySec RandomizedDelaySec
bool: FixedRandomDelay OnClockChange OnTimezoneChange Persistent RemainAfterElapse WakeSystem`,
  ],
  Slice: [CGROUP],
  Scope: [
    `oomPolicy: OOMPolicy
span: RuntimeMaxSec RuntimeRandomizedExtraSec TimeoutStopSec`,
    KILL,
    CGROUP,
  ],
  Target: [],
  Device: [],
};
