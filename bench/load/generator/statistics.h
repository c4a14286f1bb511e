#ifndef STATISTICS_H
#define STATISTICS_H

#include <stdbool.h>
#include <stddef.h>

struct latencies {
  double *seconds;
  size_t count;
  size_t capacity;
};

/* Counts are of the whole run; `measured` holds what was true when counting started. */
struct statistics {
  long answered;
  long wrong_answers;
  long errors;
  long handshakes;
  long resumed;
  struct latencies latencies;
  struct {
    double start;
    double processor_time;
    long answered;
  } measured;
};

/* Seconds of a clock that only goes forward. */
double read_clock(void);

void record_latency(struct latencies *latencies, double seconds);

/* Starts to count: what the warm-up left is forgotten. */
void start_measuring(struct statistics *statistics);

/* One JSON object on standard output. `version` and `cipher_suite` are those of the first handshake. */
void print_statistics(struct statistics *statistics, const char *version, const char *cipher_suite);

void free_statistics(struct statistics *statistics);

#endif
