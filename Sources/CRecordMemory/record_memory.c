#include "record_memory.h"

#include <malloc.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// AddressSanitizer is to see each block come and go.
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WEIR_KEEPS_NOTHING 1
#endif
#endif
#ifndef WEIR_KEEPS_NOTHING
#define WEIR_KEEPS_NOTHING 0
#endif

// Blocks up to 2 KiB are kept by size, in the steps that malloc itself makes of it: class n is of 16 n + 8 bytes.
enum { step = 16, least_size = 24, largest_size = 2040, class_count = 128, bytes_kept_at_most = 256 * 1024 };

// A record of 16 KiB, its header, padding and alignment, with room to spare.
enum { record_size = 17408, least_record_size = 16384, records_kept_at_most = 8 };

struct spare {
    struct spare *next;
};

// What one thread keeps.
struct spares {
    struct spare *first[class_count];
    size_t bytes;
    int record_count;
    void *records[records_kept_at_most];
    // Whether the thread's end will free all this.
    int ends_with_thread;
};

static __thread struct spares spares;
static pthread_key_t thread_end;
static pthread_once_t thread_end_once = PTHREAD_ONCE_INIT;
static int thread_end_is_known;

static void free_spares(void *pointer) {
    struct spares *kept = pointer;
    for (int index = 0; index < class_count; index++) {
        while (kept->first[index] != NULL) {
            struct spare *block = kept->first[index];
            kept->first[index] = block->next;
            free(block);
        }
    }
    while (kept->record_count > 0) free(kept->records[--kept->record_count]);
    kept->bytes = 0;
    // What other destructors free after this is kept anew, and freed in the next round of them.
    kept->ends_with_thread = 0;
}

static void make_thread_end(void) { thread_end_is_known = pthread_key_create(&thread_end, free_spares) == 0; }

static __attribute__((noinline, cold)) int arrange_end(void) {
    pthread_once(&thread_end_once, make_thread_end);
    spares.ends_with_thread = thread_end_is_known && pthread_setspecific(thread_end, &spares) == 0;
    return spares.ends_with_thread;
}

// False: nothing may be kept, as nobody would free it.
static inline int ends_with_thread(void) { return spares.ends_with_thread || arrange_end(); }

void *weir_record_malloc(size_t size, const char *file, int line) {
    (void)file;
    (void)line;
    if (WEIR_KEEPS_NOTHING) return malloc(size);
    if (size <= largest_size) {
        size_t class = size <= least_size ? 1 : (size + step - 9) / step;
        struct spare *block = spares.first[class];
        if (block == NULL) return malloc(class * step + 8);
        spares.first[class] = block->next;
        spares.bytes -= class * step;
        return block;
    }
    if (size < least_record_size || size > record_size) return malloc(size);
    if (spares.record_count > 0) return spares.records[--spares.record_count];
    return malloc(record_size);
}

void *weir_record_realloc(void *block, size_t size, const char *file, int line) {
    (void)file;
    (void)line;
    return realloc(block, size);
}

void weir_record_free(void *block, const char *file, int line) {
    (void)file;
    (void)line;
    if (block == NULL) return;
    if (WEIR_KEEPS_NOTHING) return free(block);
    // What the system says of a block is how large it really is, so that one from elsewhere will do as well.
    size_t size = malloc_usable_size(block);
    if (size < largest_size + step) {
        size_t class = (size - 8) / step;
        if (class == 0 || spares.bytes >= bytes_kept_at_most || !ends_with_thread()) return free(block);
        struct spare *kept = block;
        kept->next = spares.first[class];
        spares.first[class] = kept;
        spares.bytes += class * step;
    } else if (size >= record_size && size < record_size + 64 && spares.record_count < records_kept_at_most
               && ends_with_thread()) {
        spares.records[spares.record_count++] = block;
    } else {
        free(block);
    }
}
