#include "buffer.h"

#include <err.h>
#include <stdlib.h>
#include <string.h>

void reserve_space(struct buffer *buffer, size_t length) {
  if (buffer->capacity - buffer->length >= length) return;
  buffer->capacity = 2 * (buffer->length + length);
  buffer->bytes = realloc(buffer->bytes, buffer->capacity);
  if (!buffer->bytes) err(1, "buffer of %zu bytes", buffer->capacity);
}

void append_bytes(struct buffer *buffer, const unsigned char *bytes, size_t length) {
  reserve_space(buffer, length);
  memcpy(buffer->bytes + buffer->length, bytes, length);
  buffer->length += length;
}

void drop_first_bytes(struct buffer *buffer, size_t length) {
  if (length == 0) return;
  buffer->length -= length;
  memmove(buffer->bytes, buffer->bytes + length, buffer->length);
}

void free_buffer(struct buffer *buffer) { free(buffer->bytes); }
