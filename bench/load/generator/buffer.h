#ifndef BUFFER_H
#define BUFFER_H

#include <stddef.h>

/* Bytes that grow at the end and are taken from the start. All zeros is an empty buffer. */
struct buffer {
  unsigned char *bytes;
  size_t length;
  size_t capacity;
};

/* Makes room for so many more bytes. Ends the program if memory runs out. */
void reserve_space(struct buffer *buffer, size_t length);

void append_bytes(struct buffer *buffer, const unsigned char *bytes, size_t length);

void drop_first_bytes(struct buffer *buffer, size_t length);

void free_buffer(struct buffer *buffer);

#endif
