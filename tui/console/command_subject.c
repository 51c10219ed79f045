#include "tui/console/command_subject.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/console/screen_words.h"

#include <stdlib.h>
#include <string.h>

enum { TEXT_COLUMNS = 40 };

/* A line in one of these states is one that the command can do something to. */
static const struct {
    const char *id, *states; /* joined by blanks */
    bool labour;             /* only labour */
    const char *none;        /* what the order has when there is none: "no ..." */
} kinds[] = {
    {"order.remove_line", "open authorised declined", false, N_("no line without work on it")},
    {"order.authorise", "open declined", false, N_("no open line to decide on")},
    {"order.decline", "open authorised", false, N_("no open line to decide on")},
    {"order.start", "authorised", true, N_("no authorised labour to begin")},
    {"order.done", "started", true, N_("no begun labour to end")},
};

static const size_t kind_count = sizeof kinds / sizeof *kinds;

/* Which of the kinds a command is; their number: none. */
static size_t kind_of(const struct command *c)
{
    size_t k = 0;
    while (k < kind_count && strcmp(kinds[k].id, c->id) != 0) {
        k++;
    }
    return k;
}

static bool acts_on(size_t kind, const json_t *line)
{
    bool labour = strcmp(answer_text(line, "kind"), "labour") == 0;
    return strstr(kinds[kind].states, answer_text(line, "state")) != NULL && (labour || !kinds[kind].labour);
}

bool command_takes_lines(const struct command *c)
{
    const struct arg *a = command_arg(c, "line");
    return a != NULL && (a->flags & ARG_REPEATED) != 0;
}

static const json_t *lines_of(const struct ui *ui)
{
    return json_object_get(ui_order(ui), "lines");
}

int64_t command_only_line(struct ui *ui, const struct command *c)
{
    size_t i, kind = kind_of(c), n = 0;
    const json_t *line;
    int64_t only = 0;
    json_array_foreach(lines_of(ui), i, line)
    {
        if (kind < kind_count && acts_on(kind, line)) {
            only = answer_int(line, "line", 0);
            n++;
        }
    }
    return n == 1 ? only : 0;
}

bool command_has_no_line(struct ui *ui, const struct command *c, struct buf *why)
{
    size_t i, kind = kind_of(c);
    const json_t *line;
    const char *order = answer_text(ui_order(ui), "order");
    if (kind == kind_count || order[0] == '\0') {
        return false;
    }
    json_array_foreach(lines_of(ui), i, line)
    {
        if (acts_on(kind, line)) {
            return false;
        }
    }
    if (json_array_size(lines_of(ui)) == 0) {
        buf_addf(why, _("%s: order %s has no line yet; a adds a part, w adds labour"), _(c->summary), order);
    } else {
        buf_addf(why, _("%s: order %s has %s"), _(c->summary), order, _(kinds[kind].none));
    }
    return true;
}

/* A number as it is sent: a text or an integer. */
static int64_t number_of(const json_t *v)
{
    return json_is_string(v) ? strtoll(json_string_value(v), NULL, 10) : (int64_t)json_integer_value(v);
}

static bool is_among(const json_t *list, int64_t no)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (number_of(json_array_get(list, i)) == no) {
            return true;
        }
    }
    return false;
}

/* In minor units. */
static int64_t total_of(const json_t *line, const char *currency)
{
    int64_t minor = 0;
    bool good =
        decimal_parse(answer_text(line, "total"), '.', currency_scale(currency), &minor) == DECIMAL_OK;
    return good ? minor : 0;
}

/* The lines that are meant, as a list of numbers: those in `wanted`, or all open ones when it is empty. */
struct meant {
    const json_t *one; /* borrowed; the last of them */
    size_t count;
    int64_t sum;
    struct buf numbers;
};

static void find_meant(const struct ui *ui, const json_t *wanted, const char *currency, struct meant *out)
{
    size_t i;
    const json_t *line;
    json_array_foreach(lines_of(ui), i, line)
    {
        int64_t no = answer_int(line, "line", 0);
        bool open = strcmp(answer_text(line, "state"), "open") == 0;
        if (json_array_size(wanted) > 0 ? is_among(wanted, no) : open) {
            buf_addf(&out->numbers, "%s%lld", out->count > 0 ? _(", ") : "", (long long)no);
            out->sum += total_of(line, currency);
            out->one = line;
            out->count++;
        }
    }
}

static void add_lines(const struct ui *ui, const json_t *wanted, struct buf *out)
{
    char sum[MONEY_SIZE];
    const char *currency = answer_text(ui_order(ui), "currency");
    struct meant m = {.one = NULL};
    buf_init(&m.numbers, 4096);
    find_meant(ui, wanted, currency, &m);
    money_format(m.sum, currency, sum);
    if (m.count == 1) {
        buf_addf(out, _("line %s: "), m.numbers.data);
        text_cut(out, answer_text(m.one, "text"), TEXT_COLUMNS);
        buf_addf(out, "%s%s %s", _(", "), sum, currency);
    } else if (m.count > 1 && json_array_size(wanted) == 0) {
        buf_addf(out, _("all %zu open lines: %s %s"), m.count, sum, currency);
    } else if (m.count > 1) {
        buf_addf(out, _("lines %s: %s %s"), m.numbers.data, sum, currency);
    } else {
        buf_adds(out,
                 json_array_size(wanted) > 0 ? _("no such line") : _("no line is open: name those meant"));
    }
    buf_free(&m.numbers);
}

static void add_job(const struct ui *ui, int64_t no, struct buf *out)
{
    size_t i;
    const json_t *job;
    json_array_foreach(json_object_get(ui_order(ui), "jobs"), i, job)
    {
        if (answer_int(job, "job", 0) == no) {
            buf_addf(out, _("job %lld: "), (long long)no);
            text_cut(out, answer_text(job, "concern"), TEXT_COLUMNS);
        }
    }
}

void command_subject(struct ui *ui, const struct command *c, const json_t *params, struct buf *out)
{
    json_t *line = json_object_get(params, "line");
    if (kind_of(c) < kind_count && (line != NULL || command_takes_lines(c))) {
        json_t *wanted = json_is_array(line) ? json_incref(line) : json_array();
        if (line != NULL && !json_is_array(line)) {
            json_array_append(wanted, line);
        }
        add_lines(ui, wanted, out);
        json_decref(wanted);
    } else if (answer_has(params, "job")) {
        add_job(ui, number_of(json_object_get(params, "job")), out);
    }
}
