/* Time: UTC milliseconds since 1970 in an int64_t, everywhere. Never a float, never local. */
#ifndef CLEARBAY_BASE_WHEN_H
#define CLEARBAY_BASE_WHEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

enum { WHEN_SIZE = 32 }; /* room for every text these functions write */

/* The system's clock, UTC ms. */
int64_t when_now(void);

/* Milliseconds of a clock that never jumps; only differences mean anything. */
int64_t when_monotonic(void);

/* The moment in so many ms on that clock, for pthread_cond_timedwait with CLOCK_MONOTONIC. */
struct timespec when_in(int ms);

/* "2026-11-23T08:05:00Z" (whole seconds, cut not rounded). Returns out. */
char *when_iso(int64_t ms, char out[WHEN_SIZE]);

/* Reads ISO 8601: date and time with Z or an offset (+08:00); without one, the time is local to
 * the timezone in force (TZ, set from [outlet] timezone at start). "YYYY-MM-DDTHH:MM[:SS[.mmm]]",
 * a blank instead of T too. False when it is not a time; *ms is then unchanged. */
bool when_parse(const char *text, int64_t *ms);

/* The same, and as people at a counter write it: "17:00" is on the day of `now` (UTC ms), "11-28 17:00" in
 * its year, both local; "8:00" is 08:00, and a full-width colon a colon. */
bool when_parse_near(const char *text, int64_t now, int64_t *ms);

/* A calendar date as days since 1970-01-01: "YYYY-MM-DD" or "YYYYMMDD", checked (no 30 February). */
bool when_parse_date(const char *text, int32_t *days);
char *when_date(int32_t days, char out[WHEN_SIZE]);

/* The outlet's calendar day at `ms`, and the first millisecond of such a day. */
int32_t when_day(int64_t ms);
int64_t when_day_start(int32_t days);

/* For people, in the outlet's timezone: "11-23 16:05" (or with the year when it is not this year). */
char *when_short(int64_t ms, char out[WHEN_SIZE]);

/* THE way to write how long something takes, took or is late, everywhere: its two largest units, each with
 * its name, what is below cut off, and no zeros: "59 s", "2 min 59 s", "30 min", "24 h", "71 h 59 min",
 * "3 d 4 h". What has passed gets a leading "-". Hours of labour are no spans but quantities that are billed:
 * decimals, as the trade writes them (decimal_format). Returns out. */
char *when_span(int64_t ms, char out[WHEN_SIZE]);

#endif
