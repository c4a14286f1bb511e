#include "messages.h"

#include <err.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { HEADER_LENGTH = 8 };

size_t read_message_length(const unsigned char *bytes, size_t available) {
  if (available < HEADER_LENGTH) return 0;
  uint32_t value_length =
      (uint32_t)bytes[4] << 24 | (uint32_t)bytes[5] << 16 | (uint32_t)bytes[6] << 8 | (uint32_t)bytes[7];
  return HEADER_LENGTH + (size_t)value_length;
}

static unsigned char *read_file(const char *path, size_t *length) {
  FILE *file = fopen(path, "rb");
  if (!file || fseek(file, 0, SEEK_END) != 0) err(1, "%s", path);
  long size = ftell(file);
  if (size < 0 || fseek(file, 0, SEEK_SET) != 0) err(1, "%s", path);
  unsigned char *content = malloc((size_t)size + 1);
  if (!content) err(1, "%s", path);
  *length = fread(content, 1, (size_t)size, file);
  if (*length != (size_t)size) err(1, "%s", path);
  fclose(file);
  return content;
}

struct messages read_messages(const char *path) {
  size_t length;
  struct messages messages = {.content = read_file(path, &length)};
  messages.list = malloc((length / HEADER_LENGTH + 1) * sizeof *messages.list);
  if (!messages.list) err(1, "%s", path);
  for (size_t offset = 0; offset < length;) {
    const unsigned char *start = messages.content + offset;
    size_t message_length = read_message_length(start, length - offset);
    if (message_length == 0 || message_length > length - offset)
      errx(1, "%s: the message at byte %zu is incomplete", path, offset);
    messages.list[messages.count++] = (struct message){.bytes = start, .length = message_length};
    offset += message_length;
  }
  if (messages.count == 0) errx(1, "%s holds no message", path);
  return messages;
}

void free_messages(struct messages *messages) {
  free(messages->list);
  free(messages->content);
}
