#include "tui/cli/progress.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum {
    ROWS_MAX = 8, /* sources that are fetched at the same time */
    DRAW_MS = 100,
    STALE_MS = 500, /* a transfer that nothing is heard of any more has ended */
    RATE_MS = 3000, /* the rate is that of the last three to six seconds */
    LEFT_MAX_S = 360000,
    COLUMNS = 80,
    LINE_MAX_BYTES = 4096
};

struct row {
    char source[64];
    enum progress_phase phase;
    int64_t done, total;
    int64_t seen;                   /* monotonic ms, as all times here */
    int64_t old_at, old_done;       /* the rate is measured from here */
    int64_t middle_at, middle_done; /* what comes in its place next */
};

struct progress_line {
    struct row rows[ROWS_MAX];
    size_t count;
    int64_t drawn_at;
    int drawn_columns; /* 0: nothing stands there */
};

struct progress_line *progress_line_bare(void)
{
    return calloc(1, sizeof(struct progress_line));
}

struct progress_line *progress_line_new(void)
{
    bool looked_at = isatty(STDERR_FILENO) && tcgetpgrp(STDERR_FILENO) == getpgrp();
    return looked_at ? progress_line_bare() : NULL;
}

static void put(const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t written = write(STDERR_FILENO, bytes, n);
        if (written <= 0) {
            return; /* a terminal that is gone ends no sync */
        }
        bytes += written;
        n -= (size_t)written;
    }
}

/* Writes a text over what stands in the line; without a text it is cleared. Blanks, no control sequences:
 * every terminal knows them. */
static void draw(struct progress_line *line, const char *text)
{
    struct winsize size;
    bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
    int columns = (known ? size.ws_col : COLUMNS) - 1; /* in the last column the cursor would wrap */
    struct buf out;
    buf_init(&out, LINE_MAX_BYTES);
    buf_addc(&out, '\r');
    text_pad(&out, text, columns, false);
    if (text[0] == '\0') {
        buf_addc(&out, '\r');
    }
    put(out.data, out.len);
    buf_free(&out);
    line->drawn_columns = text[0] == '\0' ? 0 : columns;
}

void progress_line_free(struct progress_line **lp)
{
    struct progress_line *line = *lp;
    *lp = NULL;
    if (line != NULL && line->drawn_columns > 0) {
        draw(line, "");
    }
    free(line);
}

/* Lists are read one after the other, and nothing is told of transfers meanwhile: a word from a transfer says
 * that no list is being read. */
static bool is_over(const struct row *r, const struct progress *p, int64_t now)
{
    if (strcmp(r->source, p->source) == 0) {
        return false;
    }
    if (p->phase != PROGRESS_FETCHING) {
        return r->phase != PROGRESS_FETCHING;
    }
    return r->phase != PROGRESS_FETCHING || now - r->seen > STALE_MS;
}

static struct row *row_of(struct progress_line *line, const struct progress *p, int64_t now)
{
    size_t kept = 0;
    struct row *found = NULL;
    for (size_t i = 0; i < line->count; i++) {
        if (!is_over(&line->rows[i], p, now)) {
            line->rows[kept++] = line->rows[i];
        }
    }
    line->count = kept;
    for (size_t i = 0; i < kept && found == NULL; i++) {
        found = strcmp(line->rows[i].source, p->source) == 0 ? &line->rows[i] : NULL;
    }
    if (found == NULL && kept < ROWS_MAX) {
        found = &line->rows[line->count++];
        *found = (struct row){.old_at = now, .old_done = p->done, .middle_at = now, .middle_done = p->done};
        text_copy(found->source, sizeof found->source, p->source);
    }
    return found;
}

void progress_line_take(struct progress_line *line, const struct progress *p, int64_t now)
{
    struct row *r = row_of(line, p, now);
    if (r == NULL) {
        return;
    }
    if (p->phase != r->phase || p->done < r->done) { /* another thing is counted, or from its beginning */
        r->old_at = r->middle_at = now;
        r->old_done = r->middle_done = p->done;
    } else if (now - r->middle_at >= RATE_MS) {
        r->old_at = r->middle_at;
        r->old_done = r->middle_done;
        r->middle_at = now;
        r->middle_done = p->done;
    }
    r->phase = p->phase;
    r->done = p->done;
    r->total = p->total;
    r->seen = now;
}

static void add_bytes(struct buf *out, int64_t bytes)
{
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB"};
    size_t unit = 0;
    int64_t below = 0;
    while (bytes >= 1000 && unit + 1 < sizeof units / sizeof *units) {
        below = bytes % 1000;
        bytes /= 1000;
        unit++;
    }
    if (unit == 0) {
        buf_addf(out, "%lld B", (long long)bytes);
    } else {
        buf_addf(out, "%lld.%lld %s", (long long)bytes, (long long)(below / 100), units[unit]);
    }
}

static int percent_of(const struct row *r)
{
    int64_t done = r->done < r->total ? r->done : r->total;
    return r->total > 0 ? (int)(done * 100 / r->total) : 0;
}

static void add_rate(const struct row *r, struct buf *out)
{
    char left[WHEN_SIZE];
    int64_t ms = r->seen - r->old_at, rate = ms > 0 ? (r->done - r->old_done) * 1000 / ms : 0;
    if (rate <= 0) {
        return;
    }
    buf_adds(out, ", ");
    add_bytes(out, rate);
    buf_adds(out, "/s");
    int64_t seconds = r->total > r->done ? (r->total - r->done) / rate + 1 : 0;
    if (seconds > 0 && seconds < LEFT_MAX_S) {
        buf_addf(out, _(", %s left"), when_span(seconds * 1000, left));
    }
}

static void add_row(const struct row *r, struct buf *out)
{
    text_show(r->source, strlen(r->source), out);
    buf_adds(out, _(": "));
    switch (r->phase) {
    case PROGRESS_FETCHING:
        if (r->total > 0) {
            buf_addf(out, "%d %%, ", percent_of(r));
        }
        add_bytes(out, r->done);
        add_rate(r, out);
        break;
    case PROGRESS_READING:
        buf_addf(out, _("reading, %d %%"), percent_of(r));
        break;
    case PROGRESS_INDEXING:
        buf_adds(out, _("indexing"));
        break;
    }
}

void progress_line_text(const struct progress_line *line, struct buf *out)
{
    for (size_t i = 0; i < line->count; i++) {
        buf_adds(out, i > 0 ? " | " : "");
        add_row(&line->rows[i], out);
    }
}

void progress_line_show(const struct progress *p, void *arg)
{
    struct progress_line *line = arg;
    int64_t now = when_monotonic();
    progress_line_take(line, p, now);
    if (line->drawn_columns > 0 && now - line->drawn_at < DRAW_MS) {
        return;
    }
    struct buf text;
    buf_init(&text, LINE_MAX_BYTES);
    progress_line_text(line, &text);
    line->drawn_at = now;
    draw(line, text.data);
    buf_free(&text);
}
