#include "record_memory.h"

#include <malloc.h>
#include <stdlib.h>

// A record of 16 KiB, its header, padding and alignment, with room to spare.
enum { block_size = 17408, least_size = 16384, kept_at_most = 8 };

static __thread int kept_count;
static __thread void *kept[kept_at_most];

void *weir_record_malloc(size_t size, const char *file, int line) {
    (void)file;
    (void)line;
    if (size < least_size || size > block_size) return malloc(size);
    if (kept_count > 0) return kept[--kept_count];
    return malloc(block_size);
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
    // What the system says of a block is how large it really is, so that a larger one from elsewhere will do as well.
    size_t size = malloc_usable_size(block);
    if (size >= block_size && size < block_size + 64 && kept_count < kept_at_most) {
        kept[kept_count++] = block;
    } else {
        free(block);
    }
}
