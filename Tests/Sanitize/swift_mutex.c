// Tells ThreadSanitizer who takes and gives Swift's Mutex.
//
// `Synchronization.Mutex` takes and gives a lock that nobody else wants by atomic operations in our own, instrumented
// code. Where threads have to wait for each other, it calls into libswiftSynchronization, which is not instrumented and
// leaves the rest to the kernel: ThreadSanitizer does not see that the lock has changed hands, and reports all that it
// protects. Loaded before that library, these two functions stand in front of its own and say so.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>

// Synchronization._MutexHandle._lockSlow(UInt32) -> ()
#define LOCK_SLOW "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
// Synchronization._MutexHandle._unlockSlow() -> ()
#define UNLOCK_SLOW "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"
#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context))

typedef SWIFT void (*LockSlow)(uint32_t thread, SELF void *mutex);
typedef SWIFT void (*UnlockSlow)(SELF void *mutex);

// Absent in processes without ThreadSanitizer, which inherit the setting.
extern void __tsan_acquire(void *address) __attribute__((weak));
extern void __tsan_release(void *address) __attribute__((weak));

SWIFT void lock_slow(uint32_t thread, SELF void *mutex) __asm__(LOCK_SLOW);
SWIFT void unlock_slow(SELF void *mutex) __asm__(UNLOCK_SLOW);

static void *next(void **known, const char *name) {
    void *found = __atomic_load_n(known, __ATOMIC_RELAXED);
    if (!found) {
        found = dlsym(RTLD_NEXT, name);
        if (!found) abort();
        __atomic_store_n(known, found, __ATOMIC_RELAXED);
    }
    return found;
}

SWIFT void lock_slow(uint32_t thread, SELF void *mutex) {
    static void *known;
    ((LockSlow)next(&known, LOCK_SLOW))(thread, mutex);
    if (__tsan_acquire) __tsan_acquire(mutex);
}

SWIFT void unlock_slow(SELF void *mutex) {
    static void *known;
    if (__tsan_release) __tsan_release(mutex);
    ((UnlockSlow)next(&known, UNLOCK_SLOW))(mutex);
}
