#ifndef WEIR_CLINUX_SHIM_H
#define WEIR_CLINUX_SHIM_H

#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

// Calls and constants of Linux that Swift's Glibc module leaves out: GNU extensions, and enumerators in anonymous enums.

extern int accept4(int fd, struct sockaddr *address, socklen_t *size, int flags);
extern int pthread_setname_np(pthread_t thread, const char *name);

/// A stream socket that does not block and is closed on exec. -1: `errno` says why.
static inline int weir_stream_socket(int family) {
    return socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

/// accept4(2): the new socket does not block and is closed on exec. -1: `errno` says why.
static inline int weir_accept(int fd, struct sockaddr *address, socklen_t *size) {
    return accept4(fd, address, size, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

/// Names the calling thread, for people who look at the process; at most 15 characters.
static inline void weir_name_thread(const char *name) {
    pthread_setname_np(pthread_self(), name);
}

static inline int weir_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }
static inline int weir_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

/// Adds, changes or removes (`EPOLL_CTL_…`) what is watched for on a descriptor.
static inline int weir_epoll_change(int epoll, int operation, int fd, uint32_t events, uint64_t data) {
    struct epoll_event event = { .events = events, .data = { .u64 = data } };
    return epoll_ctl(epoll, operation, fd, &event);
}

static const uint32_t weir_epoll_in = EPOLLIN;
static const uint32_t weir_epoll_out = EPOLLOUT;
static const uint32_t weir_epoll_err = EPOLLERR;
static const uint32_t weir_epoll_hup = EPOLLHUP;

#endif
