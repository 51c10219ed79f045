#include "core/base/when.h"
#include "core/base/i18n.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    SECOND = 1000,
    MINUTE = 60 * SECOND,
    HOUR = 60 * MINUTE,
    DAY = 24 * HOUR,
    DAY_S = 86400,
    SPAN_DAYS_S = 3 * DAY_S /* from there a span is told in days: 24 h and 48 h are promised in hours */
};

static int64_t clock_ms(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (int64_t)t.tv_sec * SECOND + t.tv_nsec / 1000000;
}

int64_t when_now(void)
{
    return clock_ms(CLOCK_REALTIME);
}

int64_t when_monotonic(void)
{
    return clock_ms(CLOCK_BOOTTIME);
}

/* Days since 1970-01-01 of a civil date and back (proleptic Gregorian; Howard Hinnant's algorithm
 * for days_from_civil and civil_from_days). */
static int32_t days_of(int y, int m, int d)
{
    y -= m <= 2;
    int era = (y >= 0 ? y : y - 399) / 400;
    int yoe = y - era * 400;
    int doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

static void civil_of(int32_t days, int *y, int *m, int *d)
{
    int z = days + 719468;
    int era = (z >= 0 ? z : z - 146096) / 146097;
    int doe = z - era * 146097;
    int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int mp = (5 * doy + 2) / 153;
    *d = doy - (153 * mp + 2) / 5 + 1;
    *m = mp < 10 ? mp + 3 : mp - 9;
    *y = yoe + era * 400 + (*m <= 2);
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* Writes the last n digits of a number and what follows them. Lists have millions of dates and a board nine
 * times an order: no format to be read for each. */
static char *put_digits(char *p, int value, int n, char then)
{
    for (int i = n - 1; i >= 0; i--, value /= 10) {
        p[i] = (char)('0' + value % 10);
    }
    p[n] = then;
    return p + n + 1;
}

/* Years have four digits, as they are read; what is beyond them stays at their end. */
static char *put_date(char *p, int32_t days, char then)
{
    int y, m, d;
    civil_of(days, &y, &m, &d);
    y = y < 0 ? 0 : y > 9999 ? 9999 : y;
    p = put_digits(p, y, 4, '-');
    p = put_digits(p, m, 2, '-');
    return put_digits(p, d, 2, then);
}

struct timespec when_in(int ms)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += ms / 1000;
    until.tv_nsec += ms % 1000 * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    return until;
}

char *when_iso(int64_t ms, char out[WHEN_SIZE])
{
    int64_t s = floor_div(ms, SECOND);
    int64_t day = floor_div(s, DAY_S);
    int left = (int)(s - day * DAY_S);
    char *p = put_date(out, (int32_t)day, 'T');
    p = put_digits(p, left / 3600, 2, ':');
    p = put_digits(p, left / 60 % 60, 2, ':');
    p = put_digits(p, left % 60, 2, 'Z');
    *p = '\0';
    return out;
}

/* Reads exactly n digits; -1 when there are others. */
static int digits(const char **p, int n)
{
    int v = 0;
    for (int i = 0; i < n; i++) {
        char c = (*p)[i];
        if (c < '0' || c > '9') {
            return -1;
        }
        v = v * 10 + (c - '0');
    }
    *p += n;
    return v;
}

static bool skip(const char **p, char c)
{
    if (**p != c) {
        return false;
    }
    ++*p;
    return true;
}

static bool read_date(const char **p, int32_t *days)
{
    int y = digits(p, 4);
    bool dashes = y >= 0 && skip(p, '-');
    int m = y < 0 ? -1 : digits(p, 2);
    if (m < 0 || (dashes && !skip(p, '-'))) {
        return false;
    }
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int d = digits(p, 2);
    if (y < 1900 || m < 1 || m > 12) {
        return false;
    }
    bool leap = y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
    if (d < 1 || d > lengths[m - 1] + (m == 2 && leap)) {
        return false;
    }
    *days = days_of(y, m, d);
    return true;
}

bool when_parse_date(const char *text, int32_t *days)
{
    int32_t found;
    if (!read_date(&text, &found) || *text != '\0') {
        return false;
    }
    *days = found;
    return true;
}

char *when_date(int32_t days, char out[WHEN_SIZE])
{
    put_date(out, days, '\0');
    return out;
}

/* Wall clock of the outlet to UTC; what a change to summer time leaves out moves on, as mktime does. */
static int64_t local_to_utc(int32_t days, int64_t ms_of_day)
{
    int y, m, d;
    civil_of(days, &y, &m, &d);
    struct tm tm = {.tm_year = y - 1900,
                    .tm_mon = m - 1,
                    .tm_mday = d,
                    .tm_hour = (int)(ms_of_day / HOUR),
                    .tm_min = (int)(ms_of_day / MINUTE % 60),
                    .tm_sec = (int)(ms_of_day / SECOND % 60),
                    .tm_isdst = -1};
    return (int64_t)mktime(&tm) * SECOND + ms_of_day % SECOND;
}

static bool read_clock(const char **p, int64_t *ms)
{
    int h = digits(p, 2), s = 0, milli = 0;
    int m = h < 0 || !skip(p, ':') ? -1 : digits(p, 2);
    if (m >= 0 && skip(p, ':')) {
        s = digits(p, 2);
        if (s >= 0 && skip(p, '.')) {
            int unit = 100, n = 0;
            for (; **p >= '0' && **p <= '9' && n < 9; ++*p, n++, unit /= 10) {
                milli += (**p - '0') * unit;
            }
            s = n == 0 ? -1 : s;
        }
    }
    if (h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 59) {
        return false;
    }
    *ms = (int64_t)h * HOUR + m * MINUTE + s * SECOND + milli;
    return true;
}

static bool read_offset(const char **p, int64_t *ms)
{
    if (skip(p, 'Z') || skip(p, 'z')) {
        *ms = 0;
        return true;
    }
    int sign = **p == '-' ? -1 : 1;
    if (!skip(p, '+') && !skip(p, '-')) {
        return false;
    }
    int h = digits(p, 2);
    skip(p, ':');
    int m = h < 0 ? -1 : digits(p, 2);
    if (h < 0 || h > 14 || m < 0 || m > 59) {
        return false;
    }
    *ms = sign * ((int64_t)h * HOUR + m * MINUTE);
    return true;
}

bool when_parse(const char *text, int64_t *ms)
{
    const char *p = text;
    int32_t days;
    int64_t clock = 0, offset = 0;
    if (!read_date(&p, &days) || !(skip(&p, 'T') || skip(&p, 't') || skip(&p, ' ')) ||
        !read_clock(&p, &clock)) {
        return false;
    }
    if (*p == '\0') {
        *ms = local_to_utc(days, clock);
        return true;
    }
    if (!read_offset(&p, &offset) || *p != '\0') {
        return false;
    }
    *ms = (int64_t)days * DAY + clock - offset;
    return true;
}

bool when_parse_near(const char *text, int64_t now, int64_t *ms)
{
    static const char wide_colon[] = "：";
    char clock[WHEN_SIZE], today[WHEN_SIZE], whole[3 * WHEN_SIZE];
    size_t n = 0;
    for (const char *p = text; *p != '\0'; n++) {
        bool wide = strncmp(p, wide_colon, strlen(wide_colon)) == 0;
        if (n + 1 >= sizeof clock) {
            return false;
        }
        clock[n] = wide ? ':' : *p;
        p += wide ? strlen(wide_colon) : 1;
    }
    clock[n] = '\0';
    when_date(when_day(now), today);
    bool short_hour = n > 1 && clock[1] == ':';
    snprintf(whole, sizeof whole, "%s %s%s", today, short_hour ? "0" : "", clock);
    if (when_parse(clock, ms) || when_parse(whole, ms)) {
        return true;
    }
    snprintf(whole, sizeof whole, "%.5s%s", today, clock);
    return when_parse(whole, ms);
}

static void local_time(int64_t ms, struct tm *tm)
{
    time_t t = (time_t)floor_div(ms, SECOND);
    if (localtime_r(&t, tm) == NULL) {
        *tm = (struct tm){.tm_year = 70, .tm_mday = 1};
    }
}

int32_t when_day(int64_t ms)
{
    struct tm tm;
    local_time(ms, &tm);
    return days_of(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
}

int64_t when_day_start(int32_t days)
{
    return local_to_utc(days, 0);
}

/* Whether `now` is in the same year as the time that tm was made of. Far from New Year's Eve the days say
 * so; asking the C library for every time on a board costs more than the rest of the row. */
static bool is_this_year(int64_t ms, const struct tm *tm, int64_t now)
{
    int64_t since = (int64_t)tm->tm_yday * DAY + tm->tm_hour * (int64_t)HOUR + tm->tm_min * (int64_t)MINUTE;
    int64_t from = ms - since, to = from + (int64_t)365 * DAY; /* an hour of summer time more or less */
    if (now > from + DAY && now < to - DAY) {
        return true;
    }
    struct tm other;
    local_time(now, &other);
    return other.tm_year == tm->tm_year;
}

char *when_short(int64_t ms, char out[WHEN_SIZE])
{
    struct tm tm;
    local_time(ms, &tm);
    char *p = out;
    if (!is_this_year(ms, &tm, when_now())) {
        int year = tm.tm_year + 1900;
        p = put_digits(p, year < 0 ? 0 : year > 9999 ? 9999 : year, 4, '-');
    }
    p = put_digits(p, tm.tm_mon + 1, 2, '-');
    p = put_digits(p, tm.tm_mday, 2, ' ');
    p = put_digits(p, tm.tm_hour, 2, ':');
    put_digits(p, tm.tm_min, 2, '\0');
    return out;
}

char *when_span(int64_t ms, char out[WHEN_SIZE])
{
    unsigned long long s = (ms < 0 ? 0U - (uint64_t)ms : (uint64_t)ms) / SECOND;
    const char *sign = ms < 0 && s > 0 ? "-" : "";
    if (s < 60) {
        snprintf(out, WHEN_SIZE, _("%s%llu s"), sign, s);
    } else if (s < 3600 && s % 60 == 0) {
        snprintf(out, WHEN_SIZE, _("%s%llu min"), sign, s / 60);
    } else if (s < 3600) {
        snprintf(out, WHEN_SIZE, _("%s%llu min %llu s"), sign, s / 60, s % 60);
    } else if (s < SPAN_DAYS_S && s / 60 % 60 == 0) {
        snprintf(out, WHEN_SIZE, _("%s%llu h"), sign, s / 3600);
    } else if (s < SPAN_DAYS_S) {
        snprintf(out, WHEN_SIZE, _("%s%llu h %llu min"), sign, s / 3600, s / 60 % 60);
    } else if (s / 3600 % 24 == 0) {
        snprintf(out, WHEN_SIZE, _("%s%llu d"), sign, s / DAY_S);
    } else {
        snprintf(out, WHEN_SIZE, _("%s%llu d %llu h"), sign, s / DAY_S, s / 3600 % 24);
    }
    return out;
}
