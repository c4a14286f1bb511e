#ifndef MESSAGES_H
#define MESSAGES_H

#include <stddef.h>

/* One TTLV item: tag, type and length in 8 bytes, then the value (KMIP 1.4 §9.1.1). */
struct message {
  const unsigned char *bytes;
  size_t length;
};

struct messages {
  struct message *list;
  size_t count;
  unsigned char *content;
};

/* Length of the message that starts at `bytes`, header included; 0 until its header is complete. */
size_t read_message_length(const unsigned char *bytes, size_t available);

/* Reads a file of one or more messages. Ends the program if it holds anything else. */
struct messages read_messages(const char *path);

void free_messages(struct messages *messages);

#endif
