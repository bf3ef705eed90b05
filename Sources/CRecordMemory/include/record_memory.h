#ifndef WEIR_RECORD_MEMORY_H
#define WEIR_RECORD_MEMORY_H

#include <stddef.h>

// Memory functions for OpenSSL (CRYPTO_set_mem_functions(3)).
//
// OpenSSL takes a buffer for each record that it reads and one for each that it writes, and gives them back at once
// (SSL_MODE_RELEASE_BUFFERS): blocks that the system's malloc would merge and split again each time. A thread keeps a
// few of them. All other blocks are malloc's.

void *weir_record_malloc(size_t size, const char *file, int line);
void *weir_record_realloc(void *block, size_t size, const char *file, int line);
void weir_record_free(void *block, const char *file, int line);

#endif
