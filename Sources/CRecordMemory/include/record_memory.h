#ifndef WEIR_RECORD_MEMORY_H
#define WEIR_RECORD_MEMORY_H

#include <stddef.h>

// Memory functions for OpenSSL (CRYPTO_set_mem_functions(3)).
//
// OpenSSL takes a buffer for each record that it reads and one for each that it writes, and gives them back at once
// (SSL_MODE_RELEASE_BUFFERS): blocks that the system's malloc would merge and split again each time. A handshake takes
// and gives back some 700 small blocks, more of one size at once than malloc keeps at hand. A thread keeps a few of
// the former, 136 KiB, and up to 256 KiB of the latter, by size, until it ends. All other blocks are malloc's, as are
// all where AddressSanitizer is to see them.

void *weir_record_malloc(size_t size, const char *file, int line);
void *weir_record_realloc(void *block, size_t size, const char *file, int line);
void weir_record_free(void *block, const char *file, int line);

#endif
