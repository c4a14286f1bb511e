#define _GNU_SOURCE
#include "connection.h"

#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h> /* memmem */
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
  READ_LENGTH = 16 * 1024, /* a TLS record */
  REPORTED_ERRORS = 3,
  TOLERATED_ERRORS = 50,
  REPORTED_WRONG_ANSWERS = 2,
  REPORTED_BYTES = 400,
};

enum step { STEP_DONE, STEP_BLOCKED, STEP_FAILED };

static void count_error(struct load *load, const char *step, int reason) {
  int system_error = errno;
  if (++load->statistics.errors <= REPORTED_ERRORS) {
    warnx("%s failed: SSL_get_error says %d, errno is %d", step, reason, system_error);
    ERR_print_errors_fp(stderr);
  }
  ERR_clear_error(); /* SSL_get_error needs an empty queue before each call */
  if (load->statistics.errors > TOLERATED_ERRORS) errx(2, "more than %d errors", TOLERATED_ERRORS);
}

static enum step judge_result(struct load *load, struct connection *connection, const char *step, int result) {
  int reason = SSL_get_error(connection->tls, result);
  switch (reason) {
    case SSL_ERROR_NONE: return STEP_DONE;
    case SSL_ERROR_WANT_READ: return STEP_BLOCKED;
    case SSL_ERROR_WANT_WRITE: connection->wants_write = true; return STEP_BLOCKED;
    default: count_error(load, step, reason); return STEP_FAILED;
  }
}

static void watch_socket(struct load *load, struct connection *connection, uint32_t events) {
  if (connection->watched == events) return;
  struct epoll_event event = {.events = events, .data.ptr = connection};
  int operation = connection->watched ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
  if (epoll_ctl(load->epoll, operation, connection->socket, &event) != 0) err(1, "epoll_ctl");
  connection->watched = events;
}

static int connect_socket(int port) {
  int handle = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (handle < 0) err(1, "socket");
  if (setsockopt(handle, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int)) != 0) err(1, "TCP_NODELAY");
  struct sockaddr_in address = {
      .sin_family = AF_INET,
      .sin_port = htons((uint16_t)port),
      .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
  };
  if (connect(handle, (struct sockaddr *)&address, sizeof address) != 0 && errno != EINPROGRESS)
    err(1, "connect to port %d", port);
  return handle;
}

static SSL *create_tls(const struct load *load, int handle) {
  SSL *tls = SSL_new(load->tls_context);
  if (!tls || SSL_set_fd(tls, handle) != 1) errx(1, "TLS could not be set up on a socket");
  SSL_set_connect_state(tls);
  if (load->session) {
    /* OpenSSL marks a session as used up when its connection ends badly. A copy keeps the mark to itself. */
    SSL_SESSION *copy = SSL_SESSION_dup(load->session);
    if (!copy || SSL_set_session(tls, copy) != 1) errx(1, "the TLS session could not be set");
    SSL_SESSION_free(copy);
  }
  return tls;
}

void open_connection(struct load *load, struct connection *connection) {
  if (!connection->started_at) {
    connection->started_at = calloc((size_t)load->options->pipeline, sizeof *connection->started_at);
    if (!connection->started_at) err(1, "connection");
  }
  connection->opened_at = read_clock();
  connection->is_established = false;
  connection->watched = 0;
  connection->unsent.length = 0;
  connection->received.length = 0;
  connection->oldest = 0;
  connection->in_flight = 0;
  connection->socket = connect_socket(load->options->port);
  connection->tls = create_tls(load, connection->socket);
  watch_socket(load, connection, EPOLLIN | EPOLLOUT);
}

void close_connection(struct connection *connection) {
  SSL_shutdown(connection->tls); /* tells the server; what it answers no longer matters */
  ERR_clear_error();
  SSL_free(connection->tls);
  close(connection->socket);
}

void free_connection(struct connection *connection) {
  free_buffer(&connection->unsent);
  free_buffer(&connection->received);
  free(connection->started_at);
}

static bool may_send(const struct load *load) {
  return load->options->max_requests == 0 || load->sent < load->options->max_requests;
}

static void queue_request(struct load *load, struct connection *connection) {
  const struct options *options = load->options;
  if (!may_send(load)) return;
  const struct message *request = &load->requests->list[(size_t)load->sent++ % load->requests->count];
  append_bytes(&connection->unsent, request->bytes, request->length);
  long place = (connection->oldest + connection->in_flight++) % options->pipeline;
  /* The latency of a request on a connection of its own includes the handshake. */
  connection->started_at[place] = options->mode == PERSISTENT ? read_clock() : connection->opened_at;
}

static void queue_requests(struct load *load, struct connection *connection, long count) {
  for (long i = 0; i < count; i++) queue_request(load, connection);
}

static enum step send_queued(struct load *load, struct connection *connection) {
  struct buffer *unsent = &connection->unsent;
  size_t sent = 0;
  enum step step = STEP_DONE;
  while (step == STEP_DONE && sent < unsent->length) {
    int result = SSL_write(connection->tls, unsent->bytes + sent, (int)(unsent->length - sent));
    if (result > 0) sent += (size_t)result;
    else step = judge_result(load, connection, "write", result);
  }
  drop_first_bytes(unsent, sent);
  return step;
}

static enum step finish_handshake(struct load *load, struct connection *connection) {
  int result = SSL_do_handshake(connection->tls);
  if (result != 1) return judge_result(load, connection, "handshake", result);
  connection->is_established = true;
  load->statistics.handshakes++;
  if (SSL_session_reused(connection->tls)) load->statistics.resumed++;
  if (!load->tls_version) {
    load->tls_version = SSL_get_version(connection->tls);
    load->cipher_suite = SSL_get_cipher(connection->tls);
  }
  queue_requests(load, connection, load->options->pipeline);
  return STEP_DONE;
}

static void report_wrong_answer(struct load *load, const unsigned char *bytes, size_t length) {
  if (++load->statistics.wrong_answers > REPORTED_WRONG_ANSWERS) return;
  fprintf(stderr, "wrong answer: ");
  for (size_t i = 0; i < length && i < REPORTED_BYTES; i++) fprintf(stderr, "%02x", bytes[i]);
  fprintf(stderr, "\n");
}

static bool is_expected(const struct pattern *expected, const unsigned char *bytes, size_t length) {
  return expected->length == 0 || memmem(bytes, length, expected->bytes, expected->length);
}

static void record_answer(struct load *load, struct connection *connection, const unsigned char *bytes, size_t length) {
  double latency = read_clock() - connection->started_at[connection->oldest];
  record_latency(&load->statistics.latencies, latency);
  load->statistics.answered++;
  connection->oldest = (connection->oldest + 1) % load->options->pipeline;
  connection->in_flight--;
  if (!is_expected(&load->options->expected, bytes, length)) report_wrong_answer(load, bytes, length);
}

/* Takes all complete answers out of what was received. Returns how many. */
static long take_answers(struct load *load, struct connection *connection) {
  struct buffer *received = &connection->received;
  size_t offset = 0;
  long count = 0;
  for (;;) {
    const unsigned char *start = received->bytes + offset;
    size_t length = read_message_length(start, received->length - offset);
    if (length == 0 || length > received->length - offset) break;
    if (connection->in_flight == 0) errx(2, "an answer arrived that nothing asked for");
    record_answer(load, connection, start, length);
    offset += length;
    count++;
  }
  drop_first_bytes(received, offset);
  return count;
}

/* Receives all that is there; on a persistent connection each answer is followed by the next request. */
static enum step receive_answers(struct load *load, struct connection *connection) {
  struct buffer *received = &connection->received;
  enum step step = STEP_DONE;
  do {
    reserve_space(received, READ_LENGTH);
    int result = SSL_read(connection->tls, received->bytes + received->length, READ_LENGTH);
    if (result <= 0) return judge_result(load, connection, "read", result);
    received->length += (size_t)result;
    long answers = take_answers(load, connection);
    if (load->options->mode == PERSISTENT && answers > 0) {
      queue_requests(load, connection, answers);
      step = send_queued(load, connection);
    }
  } while (step != STEP_FAILED && SSL_has_pending(connection->tls));
  return step;
}

/* Handshake, then send, then receive, as far as the socket allows. */
static enum step advance_connection(struct load *load, struct connection *connection) {
  if (!connection->is_established) {
    enum step step = finish_handshake(load, connection);
    if (step != STEP_DONE) return step;
  }
  if (connection->unsent.length > 0 && send_queued(load, connection) == STEP_FAILED) return STEP_FAILED;
  return receive_answers(load, connection);
}

static bool is_used_up(const struct load *load, const struct connection *connection) {
  bool is_idle = connection->is_established && connection->in_flight == 0;
  return load->options->mode != PERSISTENT && is_idle && may_send(load);
}

void serve_connection(struct load *load, struct connection *connection) {
  connection->wants_write = false;
  enum step step = advance_connection(load, connection);
  if (step == STEP_FAILED || is_used_up(load, connection)) {
    close_connection(connection);
    open_connection(load, connection);
  } else {
    watch_socket(load, connection, connection->wants_write ? EPOLLIN | EPOLLOUT : EPOLLIN);
  }
}
