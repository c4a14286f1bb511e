#include "options.h"

#include <err.h>
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "Usage: load-generator --port PORT --ca FILE --cert FILE --key FILE --requests FILE [options]\n"
    "\n"
    "Puts a KMIP server on 127.0.0.1 under load: each connection sends its next request as soon as\n"
    "an answer arrives. Prints one JSON object: rate, latencies in microseconds, errors.\n"
    "\n"
    "Server and client identity\n"
    "  --port PORT            port of the server\n"
    "  --ca FILE              certificate of the CA that signed the server's, PEM\n"
    "  --cert FILE            certificate of the client, PEM\n"
    "  --key FILE             private key of the client, PEM\n"
    "\n"
    "Load\n"
    "  --requests FILE        one or more TTLV messages, sent in rotation\n"
    "  --mode MODE            persistent  one connection for all requests (default)\n"
    "                         full        a new connection and a full handshake for each request\n"
    "                         resumed     a new connection and a resumed session for each request\n"
    "  --connections N        connections at once (default 1)\n"
    "  --pipeline N           requests in flight on each connection (default 1)\n"
    "  --warm-up SECONDS      time under load before counting starts (default 0.3)\n"
    "  --seconds SECONDS      time that is counted (default 1); lasts at least until the first answer\n"
    "  --max-requests N       stop after N answers, warm-up included\n"
    "  --expect HEX           count an answer as wrong unless it contains these bytes\n"
    "\n"
    "TLS\n"
    "  --tls12                TLS 1.2 only (default: TLS 1.3 only)\n"
    "  --cipher-suites LIST   cipher suites of TLS 1.3, as OpenSSL names them\n"
    "  --groups LIST          key exchange groups, as OpenSSL names them\n"
    "\n"
    "  --help                 print this text\n"
    "\n"
    "Exit status: 0 when the load ran, 1 on invalid options or files, 2 after too many errors.\n";

static long parse_count(const char *name, const char *text, long max) {
  char *end;
  errno = 0;
  long value = strtol(text, &end, 10);
  if (errno || end == text || *end || value < 1 || value > max)
    errx(1, "--%s is a whole number from 1 to %ld, not '%s'", name, max, text);
  return value;
}

static double parse_seconds(const char *name, const char *text) {
  char *end;
  errno = 0;
  double value = strtod(text, &end);
  if (errno || end == text || *end || !(value >= 0 && value <= 86400))
    errx(1, "--%s is a number of seconds, at most a day, not '%s'", name, text);
  return value;
}

static enum mode parse_mode(const char *text) {
  if (strcmp(text, "persistent") == 0) return PERSISTENT;
  if (strcmp(text, "full") == 0) return FULL;
  if (strcmp(text, "resumed") == 0) return RESUMED;
  errx(1, "--mode is persistent, full or resumed, not '%s'", text);
}

static struct pattern parse_hex(const char *text) {
  struct pattern pattern = {.length = strlen(text) / 2};
  if (strlen(text) % 2 || strspn(text, "0123456789abcdefABCDEF") != strlen(text))
    errx(1, "--expect is pairs of hexadecimal digits, not '%s'", text);
  if (pattern.length > sizeof pattern.bytes)
    errx(1, "--expect is at most %zu bytes", sizeof pattern.bytes);
  for (size_t i = 0; i < pattern.length; i++) {
    const char digits[] = {text[2 * i], text[2 * i + 1], '\0'};
    pattern.bytes[i] = (unsigned char)strtoul(digits, NULL, 16);
  }
  return pattern;
}

static void require_option(const char *name, bool is_given) {
  if (!is_given) errx(1, "--%s is required; --help lists all options", name);
}

struct options parse_options(int count, char **words) {
  enum { PORT = 1, CA, CERT, KEY, REQUESTS, MODE, CONNECTIONS, PIPELINE, WARM_UP, SECONDS, MAX_REQUESTS,
         EXPECT, TLS12, CIPHER_SUITES, GROUPS, HELP };
  static const struct option known[] = {
      {"port", required_argument, NULL, PORT},
      {"ca", required_argument, NULL, CA},
      {"cert", required_argument, NULL, CERT},
      {"key", required_argument, NULL, KEY},
      {"requests", required_argument, NULL, REQUESTS},
      {"mode", required_argument, NULL, MODE},
      {"connections", required_argument, NULL, CONNECTIONS},
      {"pipeline", required_argument, NULL, PIPELINE},
      {"warm-up", required_argument, NULL, WARM_UP},
      {"seconds", required_argument, NULL, SECONDS},
      {"max-requests", required_argument, NULL, MAX_REQUESTS},
      {"expect", required_argument, NULL, EXPECT},
      {"tls12", no_argument, NULL, TLS12},
      {"cipher-suites", required_argument, NULL, CIPHER_SUITES},
      {"groups", required_argument, NULL, GROUPS},
      {"help", no_argument, NULL, HELP},
      {0},
  };
  struct options options = {.mode = PERSISTENT, .connections = 1, .pipeline = 1, .seconds = 1, .warm_up = 0.3};
  int found, index;
  while ((found = getopt_long(count, words, "", known, &index)) != -1) {
    switch (found) {
      case PORT: options.port = (int)parse_count("port", optarg, 65535); break;
      case CA: options.ca = optarg; break;
      case CERT: options.certificate = optarg; break;
      case KEY: options.key = optarg; break;
      case REQUESTS: options.requests = optarg; break;
      case MODE: options.mode = parse_mode(optarg); break;
      case CONNECTIONS: options.connections = parse_count("connections", optarg, 100000); break;
      case PIPELINE: options.pipeline = parse_count("pipeline", optarg, 10000); break;
      case WARM_UP: options.warm_up = parse_seconds("warm-up", optarg); break;
      case SECONDS: options.seconds = parse_seconds("seconds", optarg); break;
      case MAX_REQUESTS: options.max_requests = parse_count("max-requests", optarg, LONG_MAX); break;
      case EXPECT: options.expected = parse_hex(optarg); break;
      case TLS12: options.tls12 = true; break;
      case CIPHER_SUITES: options.cipher_suites = optarg; break;
      case GROUPS: options.groups = optarg; break;
      case HELP: fputs(usage, stdout); exit(0);
      default: fputs("--help lists all options\n", stderr); exit(1);
    }
  }
  if (optind < count) errx(1, "unknown argument '%s'; --help lists all options", words[optind]);
  require_option("port", options.port);
  require_option("ca", options.ca);
  require_option("cert", options.certificate);
  require_option("key", options.key);
  require_option("requests", options.requests);
  return options;
}
