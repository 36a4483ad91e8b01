/** The words of settings that restrict what the processes of a unit may do. Taken apart when they are first asked for. */
const lazily = (text: string): (() => ReadonlySet<string>) => {
  let words: ReadonlySet<string> | null = null;
  return () => (words ??= new Set(text.split(' ')));
};

/** Every system call that libseccomp 2.5 knows on any architecture. */
export const systemCalls = lazily(
  '_llseek _newselect _sysctl accept accept4 access acct add_key adjtimex afs_syscall alarm arch_prctl arm_fadvise64_64 ' +
    'arm_sync_file_range bdflush bind bpf break breakpoint brk cachectl cacheflush cachestat capget capset chdir chmod ' +
    'chown chown32 chroot clock_adjtime clock_adjtime64 clock_getres clock_getres_time64 clock_gettime clock_gettime64 ' +
    'clock_nanosleep clock_nanosleep_time64 clock_settime clock_settime64 clone clone3 close close_range connect ' +
    'copy_file_range creat create_module delete_module dup dup2 dup3 epoll_create epoll_create1 epoll_ctl epoll_ctl_old ' +
    'epoll_pwait epoll_pwait2 epoll_wait epoll_wait_old eventfd eventfd2 execve execveat exit exit_group faccessat ' +
    'faccessat2 fadvise64 fadvise64_64 fallocate fanotify_init fanotify_mark fchdir fchmod fchmodat fchmodat2 fchown ' +
    'fchown32 fchownat fcntl fcntl64 fdatasync fgetxattr finit_module flistxattr flock fork fremovexattr fsconfig fsetxattr ' +
    'fsmount fsopen fspick fstat fstat64 fstatat64 fstatfs fstatfs64 fsync ftime ftruncate ftruncate64 futex futex_requeue ' +
    'futex_time64 futex_wait futex_waitv futex_wake futimesat get_kernel_syms get_mempolicy get_robust_list get_thread_area ' +
    'get_tls getcpu getcwd getdents getdents64 getegid getegid32 geteuid geteuid32 getgid getgid32 getgroups getgroups32 ' +
    'getitimer getpeername getpgid getpgrp getpid getpmsg getppid getpriority getrandom getresgid getresgid32 getresuid ' +
    'getresuid32 getrlimit getrusage getsid getsockname getsockopt gettid gettimeofday getuid getuid32 getxattr gtty idle ' +
    'init_module inotify_add_watch inotify_init inotify_init1 inotify_rm_watch io_cancel io_destroy io_getevents ' +
    'io_pgetevents io_pgetevents_time64 io_setup io_submit io_uring_enter io_uring_register io_uring_setup ioctl ioperm ' +
    'iopl ioprio_get ioprio_set ipc kcmp kexec_file_load kexec_load keyctl kill landlock_add_rule landlock_create_ruleset ' +
    'landlock_restrict_self lchown lchown32 lgetxattr link linkat listen listxattr llistxattr lock lookup_dcookie ' +
    'lremovexattr lseek lsetxattr lstat lstat64 madvise map_shadow_stack mbind membarrier memfd_create memfd_secret ' +
    'migrate_pages mincore mkdir mkdirat mknod mknodat mlock mlock2 mlockall mmap mmap2 modify_ldt mount mount_setattr ' +
    'move_mount move_pages mprotect mpx mq_getsetattr mq_notify mq_open mq_timedreceive mq_timedreceive_time64 mq_timedsend ' +
    'mq_timedsend_time64 mq_unlink mremap msgctl msgget msgrcv msgsnd msync multiplexer munlock munlockall munmap ' +
    'name_to_handle_at nanosleep newfstatat nfsservctl nice oldfstat oldlstat oldolduname oldstat olduname open ' +
    'open_by_handle_at open_tree openat openat2 pause pciconfig_iobase pciconfig_read pciconfig_write perf_event_open ' +
    'personality pidfd_getfd pidfd_open pidfd_send_signal pipe pipe2 pivot_root pkey_alloc pkey_free pkey_mprotect poll ' +
    'ppoll ppoll_time64 prctl pread64 preadv preadv2 prlimit64 process_madvise process_mrelease process_vm_readv ' +
    'process_vm_writev prof profil pselect6 pselect6_time64 ptrace putpmsg pwrite64 pwritev pwritev2 query_module quotactl ' +
    'quotactl_fd read readahead readdir readlink readlinkat readv reboot recv recvfrom recvmmsg recvmmsg_time64 recvmsg ' +
    'remap_file_pages removexattr rename renameat renameat2 request_key restart_syscall riscv_flush_icache rmdir rseq ' +
    'rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn rt_sigsuspend rt_sigtimedwait ' +
    'rt_sigtimedwait_time64 rt_tgsigqueueinfo rtas s390_guarded_storage s390_pci_mmio_read s390_pci_mmio_write ' +
    's390_runtime_instr s390_sthyi sched_get_priority_max sched_get_priority_min sched_getaffinity sched_getattr ' +
    'sched_getparam sched_getscheduler sched_rr_get_interval sched_rr_get_interval_time64 sched_setaffinity sched_setattr ' +
    'sched_setparam sched_setscheduler sched_yield seccomp security select semctl semget semop semtimedop semtimedop_time64 ' +
    'send sendfile sendfile64 sendmmsg sendmsg sendto set_mempolicy set_mempolicy_home_node set_robust_list set_thread_area ' +
    'set_tid_address set_tls setdomainname setfsgid setfsgid32 setfsuid setfsuid32 setgid setgid32 setgroups setgroups32 ' +
    'sethostname setitimer setns setpgid setpriority setregid setregid32 setresgid setresgid32 setresuid setresuid32 ' +
    'setreuid setreuid32 setrlimit setsid setsockopt settimeofday setuid setuid32 setxattr sgetmask shmat shmctl shmdt ' +
    'shmget shutdown sigaction sigaltstack signal signalfd signalfd4 sigpending sigprocmask sigreturn sigsuspend socket ' +
    'socketcall socketpair splice spu_create spu_run ssetmask stat stat64 statfs statfs64 statx stime stty subpage_prot ' +
    'swapcontext swapoff swapon switch_endian symlink symlinkat sync sync_file_range sync_file_range2 syncfs ' +
    'sys_debug_setcontext syscall sysfs sysinfo syslog sysmips tee tgkill time timer_create timer_delete timer_getoverrun ' +
    'timer_gettime timer_gettime64 timer_settime timer_settime64 timerfd timerfd_create timerfd_gettime timerfd_gettime64 ' +
    'timerfd_settime timerfd_settime64 times tkill truncate truncate64 tuxcall ugetrlimit ulimit umask umount umount2 uname ' +
    'unlink unlinkat unshare uselib userfaultfd usr26 usr32 ustat utime utimensat utimensat_time64 utimes vfork vhangup ' +
    'vm86 vm86old vmsplice vserver wait4 waitid waitpid write writev',
);

/** Groups of system calls. @systemd src/shared/seccomp-util.c syscall_filter_sets */
export const systemCallGroups = lazily(
  '@default @aio @basic-io @chown @clock @cpu-emulation @debug @file-system @io-event @ipc @keyring @memlock @module ' +
    '@mount @network-io @obsolete @pkey @privileged @process @raw-io @reboot @resources @setuid @signal @swap @sync ' +
    '@system-service @timer @known',
);

/** Architectures of system calls. @systemd src/shared/seccomp-util.c seccomp_arch_from_string */
export const systemCallArchitectures = lazily(
  'native x86 x86-64 x32 arm arm64 mips mips64 mips64-n32 mips-le mips64-le mips64-le-n32 parisc parisc64 ppc ppc64 ' +
    'ppc64-le riscv64 s390 s390x',
);

/** Names of error numbers. @systemd src/basic/errno-list.c */
export const errorNames = lazily(
  'E2BIG EACCES EADDRINUSE EADDRNOTAVAIL EADV EAFNOSUPPORT EAGAIN EALREADY EBADE EBADF EBADFD EBADMSG EBADR EBADRQC ' +
    'EBADSLT EBFONT EBUSY ECANCELED ECHILD ECHRNG ECOMM ECONNABORTED ECONNREFUSED ECONNRESET EDEADLK EDEADLOCK EDESTADDRREQ ' +
    'EDOM EDOTDOT EDQUOT EEXIST EFAULT EFBIG EHOSTDOWN EHOSTUNREACH EHWPOISON EIDRM EILSEQ EINPROGRESS EINTR EINVAL EIO ' +
    'EISCONN EISDIR EISNAM EKEYEXPIRED EKEYREJECTED EKEYREVOKED EL2HLT EL2NSYNC EL3HLT EL3RST ELIBACC ELIBBAD ELIBEXEC ' +
    'ELIBMAX ELIBSCN ELNRNG ELOOP EMEDIUMTYPE EMFILE EMLINK EMSGSIZE EMULTIHOP ENAMETOOLONG ENAVAIL ENETDOWN ENETRESET ' +
    'ENETUNREACH ENFILE ENOANO ENOBUFS ENOCSI ENODATA ENODEV ENOENT ENOEXEC ENOKEY ENOLCK ENOLINK ENOMEDIUM ENOMEM ENOMSG ' +
    'ENONET ENOPKG ENOPROTOOPT ENOSPC ENOSR ENOSTR ENOSYS ENOTBLK ENOTCONN ENOTDIR ENOTEMPTY ENOTNAM ENOTRECOVERABLE ' +
    'ENOTSOCK ENOTSUP ENOTTY ENOTUNIQ ENXIO EOPNOTSUPP EOVERFLOW EOWNERDEAD EPERM EPFNOSUPPORT EPIPE EPROTO EPROTONOSUPPORT ' +
    'EPROTOTYPE ERANGE EREMCHG EREMOTE EREMOTEIO ERESTART ERFKILL EROFS ESHUTDOWN ESOCKTNOSUPPORT ESPIPE ESRCH ESRMNT ' +
    'ESTALE ESTRPIPE ETIME ETIMEDOUT ETOOMANYREFS ETXTBSY EUCLEAN EUNATCH EUSERS EWOULDBLOCK EXDEV EXFULL',
);

/** Address families in upper case, as RestrictAddressFamilies= names them in any. @systemd src/basic/af-list.c */
export const addressFamilies = lazily(
  'AF_ALG AF_APPLETALK AF_ASH AF_ATMPVC AF_ATMSVC AF_AX25 AF_BLUETOOTH AF_BRIDGE AF_CAIF AF_CAN AF_DECNET AF_ECONET ' +
    'AF_FILE AF_IB AF_IEEE802154 AF_INET AF_INET6 AF_IPX AF_IRDA AF_ISDN AF_IUCV AF_KCM AF_KEY AF_LLC AF_LOCAL AF_MCTP ' +
    'AF_MPLS AF_NETBEUI AF_NETLINK AF_NETROM AF_NFC AF_PACKET AF_PHONET AF_PPPOX AF_QIPCRTR AF_RDS AF_ROSE AF_ROUTE ' +
    'AF_RXRPC AF_SECURITY AF_SMC AF_SNA AF_TIPC AF_UNIX AF_VSOCK AF_WANPIPE AF_X25 AF_XDP',
);

/** Groups of file systems. @systemd src/shared/filesystems.h */
export const fileSystemGroups = lazily(
  '@anonymous @application @auxiliary-api @basic-api @common-block @historical-block @network @privileged-api @security ' +
    '@temporary @known',
);

/** Partitions of a root image. @systemd src/shared/dissect-image.c partition_designator_table */
export const partitionNames = lazily(
  'root root-secondary root-other usr usr-secondary usr-other home srv esp xbootldr swap root-verity usr-verity ' +
    'root-verity-sig usr-verity-sig tmp var',
);

/** Where a BPF program may be attached. @systemd src/core/bpf-foreign.c, src/shared/bpf-program.c */
export const bpfAttachTypes = lazily(
  'ingress egress sock_create sock_ops device bind4 bind6 connect4 connect6 post_bind4 post_bind6 sendmsg4 sendmsg6 ' +
    'sysctl recvmsg4 recvmsg6 getsockopt setsockopt',
);

/** Name spaces. @systemd src/shared/nsflags.c namespace_flag_map */
export const namespaceTypes = lazily('cgroup ipc net mnt pid user uts time');

/** Controllers of control groups, those that BPF stands for among them. @systemd src/basic/cgroup-util.c cgroup_controller_table */
export const cgroupControllers = lazily(
  'cpu cpuacct cpuset io blkio memory devices pids bpf-firewall bpf-devices bpf-foreign bpf-socket-bind ' +
    'bpf-restrict-network-interfaces',
);

/** What a core dump may hold. @systemd src/shared/coredump-util.c coredump_filter_table */
export const coredumpFilters = lazily(
  'all default private-anonymous shared-anonymous private-file-backed shared-file-backed elf-headers private-huge ' +
    'shared-huge private-dax shared-dax',
);

/** NUMA policies. @systemd src/shared/numa-util.c mpol_table */
export const numaPolicies = lazily('default preferred bind interleave local');
