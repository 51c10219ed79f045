#include "core/command/adapters.h"
#include "core/command/json.h"
#include "core/trust/audit.h"
#include "core/work/order.h"

enum status cmd_audit_verify(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    struct audit_report report;
    enum status st =
        audit_verify_against(s, json_arg_text(in, "heads"), json_arg_text(in, "key"), &report, e);
    json_put_bool(out, "ok", report.problem_count == 0);
    json_put_int(out, "entries", report.entries);
    json_put_text(out, "head", report.head);
    json_put_int(out, "heads", report.heads);
    json_put_int(out, "last_head", report.last_head);
    json_t *problems = json_array();
    size_t room = sizeof report.problems / sizeof *report.problems;
    for (size_t i = 0; i < report.problem_count && i < room; i++) {
        json_array_append_new(problems, json_string(report.problems[i]));
    }
    json_put(out, "problems", problems);
    return st;
}

static bool add_entry(const struct audit_entry *entry, void *arg)
{
    json_t *one = json_object();
    json_put_int(one, "seq", entry->seq);
    json_put_time(one, "at", entry->at);
    json_put_text(one, "event", entry->event);
    json_put(one, "order", entry->order != 0 ? json_integer(entry->order) : NULL);
    json_put(one, "revision", entry->order != 0 ? json_integer(entry->revision) : NULL);
    json_put_text(one, "by", entry->login);
    json_put_text(one, "name", entry->name);
    json_put_text(one, "terminal", entry->terminal);
    json_put_text(one, "subject", entry->subject);
    json_put(one, "changes", json_loads(entry->detail, 0, NULL));
    json_put_text(one, "hash", entry->hash);
    return json_array_append_new(arg, one) == 0;
}

/* The newest `limit` entries, oldest first. */
static void keep_last(json_t *list, int64_t limit)
{
    while (limit > 0 && json_array_size(list) > (size_t)limit) {
        json_array_remove(list, 0);
    }
}

enum status cmd_audit_log(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    int64_t order = 0;
    const char *ref = json_arg_text(in, "order");
    enum status st = ref != NULL ? order_find(s, ref, &order, e) : ST_OK;
    json_t *list = json_array();
    st = st == ST_OK ? audit_each(s, order, add_entry, list, e) : st;
    keep_last(list, json_arg_int(in, "limit", 0));
    json_put(out, "entries", list);
    return st;
}
