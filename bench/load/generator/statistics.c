#include "statistics.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double read_time(clockid_t clock) {
  struct timespec time;
  if (clock_gettime(clock, &time) != 0) err(1, "clock_gettime");
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

double read_clock(void) { return read_time(CLOCK_MONOTONIC); }

static double read_processor_time(void) { return read_time(CLOCK_PROCESS_CPUTIME_ID); }

void record_latency(struct latencies *latencies, double seconds) {
  if (latencies->count == latencies->capacity) {
    latencies->capacity = latencies->capacity ? 2 * latencies->capacity : 1 << 16;
    latencies->seconds = realloc(latencies->seconds, latencies->capacity * sizeof *latencies->seconds);
    if (!latencies->seconds) err(1, "latencies");
  }
  latencies->seconds[latencies->count++] = seconds;
}

static int compare_seconds(const void *left, const void *right) {
  double a = *(const double *)left, b = *(const double *)right;
  return (a > b) - (a < b);
}

/* Microseconds that this share of the sorted latencies does not exceed. */
static double find_percentile(const struct latencies *sorted, double share) {
  if (sorted->count == 0) return 0;
  size_t index = (size_t)((double)sorted->count * share);
  return sorted->seconds[index < sorted->count ? index : sorted->count - 1] * 1e6;
}

void start_measuring(struct statistics *statistics) {
  statistics->latencies.count = 0;
  statistics->measured.start = read_clock();
  statistics->measured.processor_time = read_processor_time();
  statistics->measured.answered = statistics->answered;
}

void print_statistics(struct statistics *statistics, const char *version, const char *cipher_suite) {
  double seconds = read_clock() - statistics->measured.start;
  double processor_time = read_processor_time() - statistics->measured.processor_time;
  long requests = statistics->answered - statistics->measured.answered;
  struct latencies *latencies = &statistics->latencies;
  if (latencies->count) qsort(latencies->seconds, latencies->count, sizeof *latencies->seconds, compare_seconds);
  printf("{\n");
  printf("  \"requests\": %ld,\n", requests);
  printf("  \"requestsWithWarmUp\": %ld,\n", statistics->answered);
  printf("  \"seconds\": %.3f,\n", seconds);
  printf("  \"requestsPerSecond\": %.1f,\n", (double)requests / seconds);
  printf("  \"latency\": { \"p50\": %.1f, \"p99\": %.1f, \"max\": %.1f },\n", find_percentile(latencies, 0.5),
         find_percentile(latencies, 0.99), find_percentile(latencies, 1));
  printf("  \"processorShare\": %.3f,\n", processor_time / seconds);
  printf("  \"errors\": %ld,\n", statistics->errors);
  printf("  \"wrongAnswers\": %ld,\n", statistics->wrong_answers);
  printf("  \"handshakes\": %ld,\n", statistics->handshakes);
  printf("  \"resumedHandshakes\": %ld,\n", statistics->resumed);
  printf("  \"tlsVersion\": \"%s\",\n", version);
  printf("  \"cipherSuite\": \"%s\"\n", cipher_suite);
  printf("}\n");
  if (fflush(stdout) != 0) err(1, "standard output");
}

void free_statistics(struct statistics *statistics) { free(statistics->latencies.seconds); }
