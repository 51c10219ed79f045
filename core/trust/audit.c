#include "core/trust/audit.h"
#include "core/base/i18n.h"
#include "core/base/when.h"
#include "core/trust/audit_entry.h"
#include "core/trust/hash.h"
#include "core/trust/personal.h"
#include "db/audit_store.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    BACKWARDS_MS = 1000 /* a clock that falls behind the last entry by more than this is logged */
};

static const char first_hash[] = AUDIT_FIRST_HASH;

/* {"field":["old","new"]} of the changes that are personal, or that are not; compact, keys sorted, so that
 * the same changes always give the same bytes. The caller frees; NULL when memory is out. */
static char *changes_text(const struct audit_event *event, bool personal, size_t *count)
{
    json_t *object = json_object();
    *count = 0;
    for (size_t i = 0; object != NULL && i < event->change_count; i++) {
        const struct audit_change *c = &event->changes[i];
        if (c->personal != personal) {
            continue;
        }
        json_t *pair = json_pack("[s?s?]", c->old_value, c->new_value);
        if (pair == NULL || json_object_set_new(object, c->field, pair) != 0) {
            json_decref(object);
            return NULL;
        }
        ++*count;
    }
    char *text = object == NULL ? NULL : json_dumps(object, JSON_COMPACT | JSON_SORT_KEYS);
    json_decref(object);
    return text;
}

void audit_entry_hash(const struct audit_row *r, const char *previous, char hex[HASH_HEX])
{
    struct hash h;
    hash_start(&h);
    hash_text(&h, previous);
    hash_int(&h, r->seq);
    hash_int(&h, r->at);
    hash_int(&h, r->monotonic);
    hash_text(&h, r->event);
    hash_int(&h, r->order_id);
    hash_int(&h, r->revision);
    hash_int(&h, r->person_id);
    hash_text(&h, r->terminal);
    hash_text(&h, r->subject);
    hash_text(&h, r->detail);
    hash_text(&h, r->personal_digest);
    hash_end(&h, hex);
}

static enum status add_entry(struct session *s, struct audit_row *r, char previous[HASH_HEX], struct error *e)
{
    char hash[HASH_HEX];
    audit_entry_hash(r, previous, hash);
    r->hash = hash;
    enum status st = audit_store_add(s->app->db, r, e);
    memcpy(previous, hash, sizeof hash);
    return st;
}

/* A clock that jumps back is an entry of its own: order comes from the sequence number (trust.md). */
static enum status note_backwards(struct session *s, int64_t last_at, struct audit_row *r,
                                  char previous[HASH_HEX], struct error *e)
{
    char from[WHEN_SIZE], to[WHEN_SIZE], detail[128];
    snprintf(detail, sizeof detail, "{\"clock\":[\"%s\",\"%s\"]}", when_iso(last_at, from),
             when_iso(r->at, to));
    struct audit_row jump = {.seq = r->seq,
                             .at = r->at,
                             .monotonic = r->monotonic,
                             .event = "clock.backwards",
                             .person_id = r->person_id,
                             .terminal = r->terminal,
                             .detail = detail};
    r->seq++;
    return add_entry(s, &jump, previous, e);
}

enum status audit_append(struct session *s, const struct audit_event *event, int64_t *seq, struct error *e)
{
    int64_t last = 0, last_at = 0;
    char previous[HASH_HEX], salt[PERSONAL_SALT_HEX], digest[HASH_HEX];
    enum status st = audit_store_last(s->app->db, &last, &last_at, previous, e);
    if (st != ST_OK) {
        return st;
    }
    if (last == 0) {
        memcpy(previous, first_hash, sizeof first_hash);
    }
    size_t open_count, personal_count;
    char *detail = changes_text(event, false, &open_count);
    char *personal = changes_text(event, true, &personal_count);
    struct audit_row r = {.seq = last + 1,
                          .at = when_now(),
                          .monotonic = when_monotonic(),
                          .event = event->event,
                          .order_id = event->order,
                          .revision = event->revision,
                          .person_id = s->person,
                          .terminal = s->terminal,
                          .subject = event->subject,
                          .detail = detail};
    if (personal != NULL && personal_count > 0) {
        personal_salt(salt);
        personal_digest(salt, personal, digest);
        r.personal = personal;
        r.personal_salt = salt;
        r.personal_digest = digest;
    }
    st = detail == NULL || personal == NULL ? error_memory(e) : ST_OK;
    if (st == ST_OK && last_at - r.at > BACKWARDS_MS) {
        st = note_backwards(s, last_at, &r, previous, e);
    }
    st = st == ST_OK ? add_entry(s, &r, previous, e) : st;
    free(detail);
    free(personal);
    if (st == ST_OK && seq != NULL) {
        *seq = r.seq;
    }
    return st;
}

struct reading {
    bool (*each)(const struct audit_entry *, void *);
    void *arg;
    bool failed;
};

/* Joins the personal values (while they exist) with the others into one object. */
static char *join_detail(const struct audit_row *r)
{
    json_t *all = json_loads(r->detail, 0, NULL);
    json_t *personal = r->personal == NULL ? NULL : json_loads(r->personal, 0, NULL);
    if (all == NULL || (personal != NULL && json_object_update(all, personal) != 0)) {
        json_decref(all);
        all = NULL;
    }
    char *text = all == NULL ? strdup("{}") : json_dumps(all, JSON_COMPACT);
    json_decref(all);
    json_decref(personal);
    return text;
}

static bool hand_on(const struct audit_row *r, void *arg)
{
    struct reading *reading = arg;
    char *detail = join_detail(r);
    if (detail == NULL) {
        reading->failed = true;
        return false;
    }
    const struct audit_entry entry = {.seq = r->seq,
                                      .at = r->at,
                                      .order = r->order_id,
                                      .revision = r->revision,
                                      .event = r->event,
                                      .login = r->login,
                                      .name = r->name,
                                      .terminal = r->terminal,
                                      .subject = r->subject,
                                      .detail = detail,
                                      .hash = r->hash};
    bool more = reading->each(&entry, reading->arg);
    free(detail);
    return more;
}

enum status audit_each(struct session *s, int64_t order, bool (*each)(const struct audit_entry *, void *),
                       void *arg, struct error *e)
{
    struct reading reading = {.each = each, .arg = arg};
    enum status st = audit_store_each(s->app->db, order, hand_on, &reading, e);
    return st == ST_OK && reading.failed ? error_memory(e) : st;
}
