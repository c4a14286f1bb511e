#ifndef CONNECTION_H
#define CONNECTION_H

#include <openssl/ssl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buffer.h"
#include "messages.h"
#include "options.h"
#include "statistics.h"

/* What all connections share. */
struct load {
  const struct options *options;
  const struct messages *requests;
  SSL_CTX *tls_context;
  SSL_SESSION *session;  /* the first that the server gave; each resumed connection uses a copy */
  int epoll;
  long sent;             /* requests, of all connections */
  const char *tls_version;
  const char *cipher_suite;
  struct statistics statistics;
};

struct connection {
  int socket;
  SSL *tls;
  bool is_established;
  bool wants_write;          /* a step of TLS waits until the socket takes more */
  uint32_t watched;          /* events that epoll reports */
  struct buffer unsent;
  struct buffer received;
  double opened_at;
  double *started_at;        /* of the requests in flight: a ring with a place for each of the pipeline */
  long oldest;               /* place of the oldest of them */
  long in_flight;
};

/* Connects to the server; the first request follows the handshake. */
void open_connection(struct load *load, struct connection *connection);

/* Does what the socket allows: handshake, send, receive, send the next. Called for each event of the socket. */
void serve_connection(struct load *load, struct connection *connection);

void close_connection(struct connection *connection);

/* Gives back the memory of a closed connection. */
void free_connection(struct connection *connection);

#endif
