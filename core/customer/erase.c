#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "core/customer/customer.h"
#include "core/draft/draft_file.h"
#include "core/trust/audit.h"
#include "core/vehicle/phone.h"
#include "db/audit_store.h"
#include "db/draft_store.h"
#include "db/person_store.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What was typed and not saved, as it is to be dropped. */
struct found_draft {
    int64_t person;
    char *form, *subject;
};

struct erasing {
    struct session *s;
    struct customer_row customer;
    struct customer_row *before; /* names and phones that he had before, one or the other each */
    size_t before_count;
    struct customer_erasure *out;
    struct his_order {
        int64_t id, revision;
    } * orders;
    size_t order_count; /* with those that were his once */
    struct found_draft *drafts;
    size_t draft_count;
    int64_t person; /* whose files are looked at */
    bool failed;
};

static bool note_mention(const char *number, const char *where, void *arg)
{
    struct customer_erasure *out = arg;
    if (out->mention_count < MENTIONS_MAX) {
        struct customer_mention *m = &out->mentions[out->mention_count];
        text_copy(m->order, sizeof m->order, number);
        text_copy(m->where, sizeof m->where, where);
    }
    out->mention_count++;
    return true;
}

static bool note_order(int64_t order, int64_t revision, void *arg)
{
    struct erasing *er = arg;
    struct his_order *more = realloc(er->orders, (er->order_count + 1) * sizeof *more);
    if (more == NULL) {
        er->failed = true;
        return false;
    }
    er->orders = more;
    more[er->order_count++] = (struct his_order){order, revision};
    return true;
}

/* What was written of him while an order was his stays in its log when it is given to somebody else; the
 * values of an entry go together. */
static enum status erase_given(struct erasing *er, struct error *e)
{
    char given[CUSTOMER_GIVEN];
    struct db *db = er->s->app->db;
    int64_t id = er->customer.id;
    er->out->orders = (int64_t)er->order_count;
    enum status st = customer_store_given(db, id, customer_given(id, given), note_order, er, e);
    for (size_t i = (size_t)er->out->orders; st == ST_OK && i < er->order_count; i++) {
        int64_t entries = 0;
        st = customer_store_erase_log(db, er->orders[i].id, &entries, e);
        er->out->entries += entries;
    }
    return st;
}

static bool keep_draft(struct erasing *er, int64_t person, const char *form, const char *subject)
{
    struct found_draft *more = realloc(er->drafts, (er->draft_count + 1) * sizeof *more);
    if (more == NULL) {
        er->failed = true;
        return false;
    }
    er->drafts = more;
    struct found_draft *d = &more[er->draft_count++];
    *d = (struct found_draft){person, strdup(form), strdup(subject)};
    er->failed = d->form == NULL || d->subject == NULL;
    return !er->failed;
}

static void drop_kept(struct erasing *er)
{
    for (size_t i = 0; i < er->draft_count; i++) {
        free(er->drafts[i].form);
        free(er->drafts[i].subject);
    }
    free(er->drafts);
    er->drafts = NULL;
    er->draft_count = 0;
}

/* A name or a phone as the log has it; somebody else's by now is his. */
static void note_before(struct erasing *er, const char *name, const char *phone)
{
    int64_t others = 0;
    struct error why = ERROR_NONE;
    struct customer_row one = {.id = 0};
    text_copy(one.name, sizeof one.name, name);
    if (phone[0] != '\0' && phone_read(phone, one.phone, &why) != ST_OK) {
        return;
    }
    bool known =
        (one.name[0] == '\0' && one.phone[0] == '\0') ||
        customer_store_same(er->s->app->db, er->customer.id, one.name, one.phone, &others, &why) != ST_OK ||
        others > 0;
    for (size_t i = 0; !known && i < er->before_count; i++) {
        known = strcmp(er->before[i].name, one.name) == 0 && strcmp(er->before[i].phone, one.phone) == 0;
    }
    if (known) {
        return;
    }
    struct customer_row *more = realloc(er->before, (er->before_count + 1) * sizeof *more);
    if (more == NULL) {
        er->failed = true;
        return;
    }
    er->before = more;
    more[er->before_count++] = one;
}

static bool note_called(const struct audit_row *r, void *arg)
{
    struct erasing *er = arg;
    json_t *personal = r->personal != NULL ? json_loads(r->personal, 0, NULL) : NULL;
    for (size_t i = 0; i < 2; i++) {
        const char *name = json_string_value(json_array_get(json_object_get(personal, "customer"), i));
        const char *phone = json_string_value(json_array_get(json_object_get(personal, "phone"), i));
        note_before(er, name != NULL ? name : "", "");
        note_before(er, "", phone != NULL ? phone : "");
    }
    json_decref(personal);
    return !er->failed;
}

/* What he was called until it was put right. */
static enum status read_before(struct erasing *er, struct error *e)
{
    enum status st = ST_OK;
    for (size_t i = 0; st == ST_OK && !er->failed && i < er->order_count; i++) {
        st = audit_store_each(er->s->app->db, er->orders[i].id, note_called, er, e);
    }
    return st;
}

static bool in_draft(const struct erasing *er, const char *content)
{
    bool found = customer_in_draft(&er->customer, content);
    for (size_t i = 0; !found && i < er->before_count; i++) {
        found = customer_in_draft(&er->before[i], content);
    }
    return found;
}

static bool note_draft(const struct customer_draft *d, void *arg)
{
    struct erasing *er = arg;
    return !in_draft(er, d->content) || keep_draft(er, d->person, d->form, d->subject);
}

static enum status drop_drafts(struct erasing *er, struct error *e)
{
    struct db *db = er->s->app->db;
    enum status st = customer_store_drafts(db, note_draft, er, e);
    for (size_t i = 0; st == ST_OK && !er->failed && i < er->draft_count; i++) {
        st = draft_store_drop(db, er->drafts[i].person, er->drafts[i].form, er->drafts[i].subject, e);
    }
    er->out->drafts += (int64_t)er->draft_count;
    drop_kept(er);
    return st == ST_OK && er->failed ? error_memory(e) : st;
}

static bool note_file(const struct draft_row *d, void *arg)
{
    struct erasing *er = arg;
    return !in_draft(er, d->content) || keep_draft(er, er->person, d->form, d->subject);
}

/* Drafts that lie in files of this account, a person's at a time. */
static bool drop_files(const struct person_row *person, void *arg)
{
    struct erasing *er = arg;
    struct session his = {.app = er->s->app, .person = person->id, .passed_file = -1};
    struct draft_owner owner = draft_owner_here(&his);
    er->person = person->id;
    draft_file_each(&owner, note_file, er);
    for (size_t i = 0; i < er->draft_count; i++) {
        draft_file_drop(&owner, er->drafts[i].form, er->drafts[i].subject);
    }
    er->out->drafts += (int64_t)er->draft_count;
    drop_kept(er);
    return true;
}

static enum status check_closed(const struct erasing *er, struct error *e)
{
    if (er->customer.open_orders == 0) {
        return ST_OK;
    }
    return error_set(
        e, ST_REFUSED, "order_open",
        _("customer %s: an order is still open, and its car has to be given back to somebody: deliver "
          "or cancel it first"),
        er->out->customer);
}

/* An entry for each order: its values are gone by the rules. */
static enum status log_erasure(struct erasing *er, const char *reason, struct error *e)
{
    const struct audit_change why = {.field = "reason", .new_value = reason};
    enum status st = er->failed ? error_memory(e) : ST_OK;
    for (size_t i = 0; st == ST_OK && i < er->order_count; i++) {
        const struct audit_event event = {.event = AUDIT_ERASED,
                                          .order = er->orders[i].id,
                                          .revision = er->orders[i].revision,
                                          .subject = er->out->customer,
                                          .changes = &why,
                                          .change_count = 1};
        st = audit_append(er->s, &event, NULL, e);
    }
    return st;
}

static enum status erase_rows(struct erasing *er, const char *ref, const char *reason, struct error *e)
{
    struct db *db = er->s->app->db;
    enum status st = customer_find(er->s, ref, &er->customer, e);
    if (st == ST_OK) {
        customer_ref(er->customer.id, er->out->customer);
        st = check_closed(er, e);
    }
    int64_t id = er->customer.id;
    st = st == ST_OK ? customer_store_orders(db, id, note_order, er, e) : st;
    st = st == ST_OK ? read_before(er, e) : st;
    st = st == ST_OK ? drop_drafts(er, e) : st;
    st = st == ST_OK ? customer_store_erase(db, id, when_now(), &er->out->entries, e) : st;
    st = st == ST_OK ? erase_given(er, e) : st;
    st = st == ST_OK ? log_erasure(er, reason, e) : st; /* the reason is one of the texts */
    bool within = strlen(er->customer.name) >= CUSTOMER_WORD;
    return st == ST_OK ? customer_store_mentions(db, &er->customer, within, note_mention, er->out, e) : st;
}

/* Gone is gone: nothing of it stays in free pages or in the write-ahead log either. */
static void clear_traces(struct erasing *er)
{
    struct error why = ERROR_NONE;
    person_store_each(er->s->app->db, drop_files, er, &why);
    if (db_compact(er->s->app->db, &why) != ST_OK) {
        session_note(er->s, _("erased, but what was there may still lie in free pages of the file: %s"),
                     why.message);
    }
}

enum status customer_erase(struct session *s, const char *ref, const char *reason,
                           struct customer_erasure *out, struct error *e)
{
    struct erasing er = {.s = s, .out = out};
    *out = (struct customer_erasure){.orders = 0};
    enum status st = db_begin(s->app->db, e);
    if (st == ST_OK) {
        st = erase_rows(&er, ref, reason, e);
        if (st == ST_OK) {
            st = db_commit(s->app->db, e);
        } else {
            db_rollback(s->app->db);
        }
    }
    if (st == ST_OK) {
        clear_traces(&er);
    }
    free(er.orders);
    free(er.before);
    return st;
}
