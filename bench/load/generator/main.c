/*
 * A load generator for KMIP servers: a closed loop over mutual TLS, one thread, epoll.
 *
 * A client in Node.js is itself the limit from 16 connections on. No tool that is well kept does the job: wrk, h2load,
 * fortio and openssl s_time speak HTTP, tcpkali sends without waiting for answers, and none frames KMIP's messages.
 *
 *   cc -O2 -o load-generator *.c -lssl -lcrypto
 *   ./load-generator --help
 */
#include <err.h>
#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "connection.h"

enum {
  EVENTS_AT_ONCE = 256,
  TICK_MILLISECONDS = 50, /* how late the end of the time is noticed when the server is silent */
  TLS_READ_BUFFER = 64 * 1024,
};

static void require_tls(long is_done, const char *what) {
  if (is_done) return;
  ERR_print_errors_fp(stderr);
  errx(1, "%s", what);
}

/* Keeps the first session that the server gives. Returns whether it is kept, as OpenSSL asks. */
static int keep_session(SSL *tls, SSL_SESSION *session) {
  struct load *load = SSL_CTX_get_app_data(SSL_get_SSL_CTX(tls));
  if (load->session) return 0;
  load->session = session;
  return 1;
}

static SSL_CTX *create_tls_context(struct load *load) {
  const struct options *options = load->options;
  int version = options->tls12 ? TLS1_2_VERSION : TLS1_3_VERSION;
  SSL_CTX *context = SSL_CTX_new(TLS_client_method());
  require_tls(context != NULL, "TLS could not be set up");
  require_tls(SSL_CTX_set_min_proto_version(context, version), "the TLS version is not available");
  require_tls(SSL_CTX_set_max_proto_version(context, version), "the TLS version is not available");
  require_tls(SSL_CTX_load_verify_locations(context, options->ca, NULL), options->ca);
  require_tls(SSL_CTX_use_certificate_file(context, options->certificate, SSL_FILETYPE_PEM) == 1, options->certificate);
  require_tls(SSL_CTX_use_PrivateKey_file(context, options->key, SSL_FILETYPE_PEM) == 1, options->key);
  if (options->cipher_suites)
    require_tls(SSL_CTX_set_ciphersuites(context, options->cipher_suites), "--cipher-suites is invalid");
  if (options->groups) require_tls(SSL_CTX_set1_groups_list(context, options->groups), "--groups is invalid");
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
  SSL_CTX_set_read_ahead(context, 1);
  SSL_CTX_set_default_read_buffer_len(context, TLS_READ_BUFFER);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  if (options->mode == RESUMED) {
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_set_app_data(context, load);
    SSL_CTX_sess_set_new_cb(context, keep_session);
  }
  return context;
}

static int wait_for_events(int epoll, struct epoll_event *events) {
  int count = epoll_wait(epoll, events, EVENTS_AT_ONCE, TICK_MILLISECONDS);
  if (count < 0 && errno != EINTR) err(1, "epoll_wait");
  return count;
}

static bool has_all_answers(const struct load *load) {
  return load->options->max_requests && load->statistics.answered >= load->options->max_requests;
}

static bool has_answers(const struct load *load) {
  return load->statistics.answered > load->statistics.measured.answered;
}

/* Serves all connections until the time is over, or all requests are answered. */
static void run_load(struct load *load) {
  const struct options *options = load->options;
  struct epoll_event events[EVENTS_AT_ONCE];
  double deadline = read_clock() + options->warm_up;
  bool is_measuring = false;
  while (!has_all_answers(load)) {
    int count = wait_for_events(load->epoll, events);
    if (read_clock() >= deadline) {
      if (is_measuring && has_answers(load)) return;
      if (!is_measuring) start_measuring(&load->statistics);
      is_measuring = true;
      deadline = load->statistics.measured.start + options->seconds;
    }
    for (int i = 0; i < count; i++) serve_connection(load, events[i].data.ptr);
  }
}

int main(int count, char **words) {
  struct options options = parse_options(count, words);
  struct messages requests = read_messages(options.requests);
  struct load load = {.options = &options, .requests = &requests};
  signal(SIGPIPE, SIG_IGN); /* a write to a closed connection is an error like any other */
  load.tls_context = create_tls_context(&load);
  load.epoll = epoll_create1(EPOLL_CLOEXEC);
  if (load.epoll < 0) err(1, "epoll_create1");
  struct connection *connections = calloc((size_t)options.connections, sizeof *connections);
  if (!connections) err(1, "connections");

  start_measuring(&load.statistics); /* in case all requests are answered before the warm-up ends */
  for (long i = 0; i < options.connections; i++) open_connection(&load, &connections[i]);
  run_load(&load);
  print_statistics(&load.statistics, load.tls_version ? load.tls_version : "",
                   load.cipher_suite ? load.cipher_suite : "");

  for (long i = 0; i < options.connections; i++) {
    close_connection(&connections[i]);
    free_connection(&connections[i]);
  }
  free(connections);
  free_statistics(&load.statistics);
  free_messages(&requests);
  SSL_SESSION_free(load.session);
  SSL_CTX_free(load.tls_context);
  close(load.epoll);
  return 0;
}
