#include "core/base/i18n.h"
#include "core/command/adapters.h"
#include "core/command/json.h"
#include "core/trust/heads.h"
#include "core/vehicle/phone.h"
#include "core/work/order.h"

static void note_unreadable(struct session *s, int64_t lines)
{
    if (lines > 0) {
        session_note(s,
                     _("%lld lines among the signed heads are none: a crash can leave half of one, more than "
                       "that was changed by somebody"),
                     (long long)lines);
    }
}

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
    json_put_problems(out, report.problem_count, report.problems);
    note_unreadable(s, st == ST_OK ? report.unreadable : 0);
    return st;
}

static bool add_head(const struct head *head, bool good, void *arg)
{
    char digits[HEAD_DIGITS + 1];
    json_t *one = json_object();
    json_put_int(one, "seq", head->seq);
    json_put_time(one, "at", head->at);
    json_put_text(one, "head", head_digits(head->hash, digits));
    json_put_text(one, "hash", head->hash);
    json_put_bool(one, "signed", good);
    return json_array_append_new(arg, one) == 0;
}

/* What a technician may know of an entry: not the customer's number. */
static json_t *changes_json(const struct audit_entry *entry, bool hide_phone)
{
    json_t *changes = json_loads(entry->detail, 0, NULL);
    json_t *phone = hide_phone ? json_object_get(changes, "phone") : NULL;
    for (size_t i = 0; i < json_array_size(phone); i++) {
        const char *number = json_string_value(json_array_get(phone, i));
        char masked[PHONE_SIZE];
        if (number != NULL) {
            json_array_set_new(phone, i, json_string(phone_mask(number, masked)));
        }
    }
    return changes;
}

struct listing {
    json_t *list;
    bool hide_phone; /* personal data stays with those who talk to the customer (trust.md) */
};

static bool add_entry(const struct audit_entry *entry, void *arg)
{
    struct listing *listing = arg;
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
    json_put(one, "changes", changes_json(entry, listing->hide_phone));
    json_put_text(one, "hash", entry->hash);
    return json_array_append_new(listing->list, one) == 0;
}

/* The newest `limit` entries, oldest first. */
static void keep_last(json_t *list, int64_t limit)
{
    while (limit > 0 && json_array_size(list) > (size_t)limit) {
        json_array_remove(list, 0);
    }
}

/* Before the first head there is no file, which is no error. */
enum status cmd_audit_heads(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    char place[4096], key[PUBLIC_KEY_HEX];
    struct error why = ERROR_NONE;
    enum status st = heads_place(s->app, place, e);
    if (st != ST_OK) {
        return st;
    }
    if (workshop_key_public(s->app, key, &why) != ST_OK) {
        key[0] = '\0';
        session_note(s, "%s", why.message);
    }
    json_t *list = json_array();
    FILE *f = fopen(place, "re");
    if (f != NULL) {
        note_unreadable(s, heads_each(f, key, add_head, list));
        fclose(f);
    }
    keep_last(list, json_arg_int(in, "limit", 0));
    json_put_text(out, "file", place);
    json_put(out, "heads", list);
    return ST_OK;
}

enum status cmd_audit_log(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    int64_t order = 0;
    const char *ref = json_arg_text(in, "order");
    enum status st = ref != NULL ? order_find(s, ref, &order, e) : ST_OK;
    struct listing listing = {.list = json_array(),
                              .hide_phone = s->role == ROLE_TECHNICIAN || s->role == ROLE_QC};
    st = st == ST_OK ? audit_each(s, order, add_entry, &listing, e) : st;
    keep_last(listing.list, json_arg_int(in, "limit", 0));
    json_put(out, "entries", listing.list);
    return st;
}
