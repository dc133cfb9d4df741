/* Names of the system calls that pass whatever their arguments are; some exist on one architecture or in newer
   headers only. Not here on purpose: mount and namespaces, ptrace and process_vm_*, keyrings, bpf, io_uring,
   userfaultfd, perf, System V IPC and message queues (they outlive a process), memfd_create (memory that no limit
   but a control group sees), inotify and file locks (other sandboxes see the same files), swap, clocks, modules;
   signals with words of the sender's own (they can pass for the kernel's); sendmsg (descriptors on their way are counted
   for the whole user). */
/* memory */
SYS_brk, SYS_mmap, SYS_mprotect, SYS_munmap, SYS_mremap, SYS_madvise, SYS_msync, SYS_mincore, SYS_mlock,
SYS_munlock, SYS_mlock2, SYS_membarrier, SYS_pkey_alloc, SYS_pkey_free, SYS_pkey_mprotect, SYS_get_mempolicy,
SYS_set_mempolicy, SYS_mbind,
/* files */
SYS_read, SYS_write, SYS_readv, SYS_writev, SYS_pread64, SYS_pwrite64, SYS_preadv, SYS_pwritev, SYS_preadv2,
SYS_pwritev2,
#ifdef SYS_open
SYS_open,
#endif
SYS_openat,
#ifdef SYS_openat2
SYS_openat2,
#endif
#ifdef SYS_creat
SYS_creat,
#endif
SYS_close,
#ifdef SYS_close_range
SYS_close_range,
#endif
SYS_lseek,
#ifdef SYS_stat
SYS_stat,
#endif
SYS_fstat,
#ifdef SYS_lstat
SYS_lstat,
#endif
SYS_newfstatat, SYS_statx,
#ifdef SYS_access
SYS_access,
#endif
SYS_faccessat,
#ifdef SYS_faccessat2
SYS_faccessat2,
#endif
#ifdef SYS_readlink
SYS_readlink,
#endif
SYS_readlinkat,
#ifdef SYS_getdents
SYS_getdents,
#endif
SYS_getdents64,
#ifdef SYS_rename
SYS_rename,
#endif
SYS_renameat, SYS_renameat2,
#ifdef SYS_link
SYS_link,
#endif
SYS_linkat,
#ifdef SYS_symlink
SYS_symlink,
#endif
SYS_symlinkat,
#ifdef SYS_unlink
SYS_unlink,
#endif
SYS_unlinkat,
#ifdef SYS_mkdir
SYS_mkdir,
#endif
SYS_mkdirat,
#ifdef SYS_rmdir
SYS_rmdir,
#endif
#ifdef SYS_mknod
SYS_mknod,
#endif
SYS_mknodat, SYS_truncate, SYS_ftruncate, SYS_fallocate, 
SYS_fadvise64, SYS_readahead,
#ifdef SYS_chmod
SYS_chmod,
#endif
SYS_fchmod, SYS_fchmodat,
#ifdef SYS_fchmodat2
SYS_fchmodat2,
#endif
#ifdef SYS_chown
SYS_chown,
#endif
SYS_fchown,
#ifdef SYS_lchown
SYS_lchown,
#endif
SYS_fchownat,
#ifdef SYS_utime
SYS_utime,
#endif
#ifdef SYS_utimes
SYS_utimes,
#endif
SYS_utimensat,
#ifdef SYS_futimesat
SYS_futimesat,
#endif
SYS_umask, SYS_getcwd, SYS_chdir, SYS_fchdir, SYS_dup,
#ifdef SYS_dup2
SYS_dup2,
#endif
SYS_dup3,
#ifdef SYS_pipe
SYS_pipe,
#endif
SYS_pipe2, SYS_sendfile, SYS_copy_file_range, SYS_splice, SYS_tee, SYS_statfs, SYS_fstatfs, SYS_getxattr,
SYS_lgetxattr, SYS_fgetxattr, SYS_listxattr, SYS_llistxattr, SYS_flistxattr, SYS_setxattr, SYS_lsetxattr,
SYS_fsetxattr, SYS_removexattr, SYS_lremovexattr, SYS_fremovexattr,
/* waiting for descriptors */
#ifdef SYS_select
SYS_select,
#endif
SYS_pselect6,
#ifdef SYS_poll
SYS_poll,
#endif
SYS_ppoll,
#ifdef SYS_epoll_create
SYS_epoll_create,
#endif
SYS_epoll_create1, SYS_epoll_ctl,
#ifdef SYS_epoll_wait
SYS_epoll_wait,
#endif
SYS_epoll_pwait,
#ifdef SYS_epoll_pwait2
SYS_epoll_pwait2,
#endif
#ifdef SYS_eventfd
SYS_eventfd,
#endif
SYS_eventfd2, SYS_timerfd_create, SYS_timerfd_settime, SYS_timerfd_gettime,
#ifdef SYS_signalfd
SYS_signalfd,
#endif
SYS_signalfd4,
/* sockets, of the kinds that the rules let through */
SYS_bind, SYS_listen, SYS_accept, SYS_accept4, SYS_connect, SYS_getsockname, SYS_getpeername, SYS_getsockopt,
SYS_setsockopt, SYS_sendto, SYS_recvfrom, SYS_recvmsg, SYS_recvmmsg, SYS_shutdown,
/* processes and threads */
#ifdef SYS_fork
SYS_fork,
#endif
#ifdef SYS_vfork
SYS_vfork,
#endif
SYS_execve, SYS_execveat, SYS_exit, SYS_exit_group, SYS_wait4, SYS_waitid, SYS_getpid, SYS_getppid, SYS_gettid,
SYS_getpgid, SYS_setpgid,
#ifdef SYS_getpgrp
SYS_getpgrp,
#endif
SYS_getsid, SYS_setsid, SYS_set_tid_address,
#ifdef SYS_arch_prctl
SYS_arch_prctl,
#endif
SYS_futex,
#ifdef SYS_futex_waitv
SYS_futex_waitv,
#endif
SYS_set_robust_list, SYS_get_robust_list,
#ifdef SYS_rseq
SYS_rseq,
#endif
SYS_sched_yield, SYS_sched_getaffinity, SYS_sched_getparam, 
SYS_sched_getscheduler, SYS_sched_get_priority_max, SYS_sched_get_priority_min,
SYS_sched_rr_get_interval, SYS_sched_getattr, SYS_getpriority, SYS_getrlimit,
SYS_getrusage, SYS_times, SYS_getcpu,
#ifdef SYS_pidfd_open
SYS_pidfd_open,
#endif
SYS_ioprio_get, 
/* signals */
SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_rt_sigpending, SYS_rt_sigtimedwait,
SYS_rt_sigsuspend, SYS_sigaltstack, SYS_kill, SYS_tkill, SYS_tgkill,
#ifdef SYS_pause
SYS_pause,
#endif
SYS_restart_syscall,
#ifdef SYS_alarm
SYS_alarm,
#endif
SYS_setitimer, SYS_getitimer, SYS_timer_create, SYS_timer_settime, SYS_timer_gettime, SYS_timer_getoverrun,
SYS_timer_delete,
/* time */
#ifdef SYS_time
SYS_time,
#endif
SYS_gettimeofday, SYS_clock_gettime, SYS_clock_getres, SYS_clock_nanosleep, SYS_nanosleep,
/* identity */
SYS_getuid, SYS_geteuid, SYS_getgid, SYS_getegid, SYS_getgroups, SYS_getresuid, SYS_getresgid, SYS_setuid,
SYS_setgid, SYS_setreuid, SYS_setregid, SYS_setresuid, SYS_setresgid, SYS_setfsuid, SYS_setfsgid, SYS_setgroups,
SYS_capget, SYS_capset, SYS_capset,
/* about the machine */
SYS_uname, SYS_sysinfo, SYS_getrandom,
