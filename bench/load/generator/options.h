#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

enum mode {
  PERSISTENT, /* one connection for all requests */
  FULL,       /* a new connection for each request, with a full handshake */
  RESUMED,    /* a new connection for each request, with a resumed session */
};

struct pattern {
  unsigned char bytes[256];
  size_t length;
};

struct options {
  int port;
  const char *ca;
  const char *certificate;
  const char *key;
  const char *requests;
  enum mode mode;
  long connections;
  long pipeline;
  double seconds;
  double warm_up;
  long max_requests;        /* 0: no limit */
  struct pattern expected;  /* empty: any answer will do */
  bool tls12;
  const char *cipher_suites;  /* NULL: OpenSSL's default */
  const char *groups;         /* NULL: OpenSSL's default */
};

/* Reads the command line. Ends the program on --help and on invalid options. */
struct options parse_options(int count, char **words);

#endif
