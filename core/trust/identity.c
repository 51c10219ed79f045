#include "core/trust/identity.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/trust/verify.h"
#include "db/order_store.h"
#include "db/person_store.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

struct added_person {
    int64_t id, entry;
    char login[64], name[256], role[16]; /* "": the entry does not say */
    bool disabled, found;
};

struct opened_order {
    int64_t id, entry;
    char number[64];
};

/* One more element of that size, zeroed, behind the others; NULL when memory is out. The array doubles. */
static void *add(void **array, size_t *count, size_t size)
{
    if ((*count & (*count - 1)) == 0) { /* full: it holds a power of two, or nothing yet */
        void *more = realloc(*array, (*count > 0 ? *count * 2 : 1) * size);
        if (more == NULL) {
            return NULL;
        }
        *array = more;
    }
    return memset((char *)*array + (*count)++ * size, 0, size);
}

static const char *new_value(const json_t *detail, const char *field)
{
    return json_string_value(json_array_get(json_object_get(detail, field), 1));
}

static void read_person(struct identities *who, const struct audit_row *entry, const json_t *detail)
{
    const char *id = new_value(detail, IDENTITY_PERSON);
    int64_t last = who->person_count > 0 ? who->persons[who->person_count - 1].id : 0;
    void *array = who->persons;
    struct added_person *one = add(&array, &who->person_count, sizeof *one);
    who->persons = array;
    if (one == NULL) {
        who->failed = true;
        return;
    }
    one->id = id != NULL ? strtoll(id, NULL, 10) : last + 1;
    one->entry = entry->seq;
    text_copy(one->login, sizeof one->login, entry->subject);
    text_copy(one->name, sizeof one->name, new_value(detail, "name"));
    text_copy(one->role, sizeof one->role, new_value(detail, "role"));
}

static void read_disabled(struct identities *who, const char *login)
{
    for (size_t i = 0; login != NULL && i < who->person_count; i++) {
        if (strcmp(who->persons[i].login, login) == 0) {
            who->persons[i].disabled = true;
        }
    }
}

static void read_order(struct identities *who, const struct audit_row *entry, const json_t *detail)
{
    const char *number = new_value(detail, IDENTITY_NUMBER);
    if (number == NULL) {
        return;
    }
    void *array = who->orders;
    struct opened_order *one = add(&array, &who->order_count, sizeof *one);
    who->orders = array;
    if (one == NULL) {
        who->failed = true;
        return;
    }
    one->id = entry->order_id;
    one->entry = entry->seq;
    text_copy(one->number, sizeof one->number, number);
}

void identities_read(struct identities *who, const struct audit_row *entry)
{
    bool person = strcmp(entry->event, "user.add") == 0, order = strcmp(entry->event, "order.open") == 0;
    json_t *detail = person || order ? json_loads(entry->detail, 0, NULL) : NULL;
    if (person) {
        read_person(who, entry, detail);
    } else if (order) {
        read_order(who, entry, detail);
    } else if (strcmp(entry->event, "user.disable") == 0) {
        read_disabled(who, entry->subject);
    }
    json_decref(detail);
}

static bool differs(const char *said, const char *is)
{
    return said[0] != '\0' && strcmp(said, is) != 0;
}

static void compare_person(struct identities *who, const struct added_person *said,
                           const struct person_row *is)
{
    if (differs(said->login, is->login) || differs(said->name, is->name) || differs(said->role, is->role)) {
        audit_problem(who->report,
                      _("entry %lld added person %lld as %s (%s, %s), and the database says %s (%s, %s)"),
                      (long long)said->entry, (long long)said->id, said->login, said->name, said->role,
                      is->login, is->name, is->role);
    }
    if (said->disabled && is->disabled_at == 0) {
        audit_problem(who->report, _("the log says that %s was disabled, and the database does not"),
                      said->login);
    } else if (!said->disabled && is->disabled_at != 0) {
        audit_problem(who->report, _("the database says that %s was disabled, and the log does not"),
                      said->login);
    }
}

static bool check_person(const struct person_row *is, void *arg)
{
    struct identities *who = arg;
    for (size_t i = 0; i < who->person_count; i++) {
        struct added_person *said = &who->persons[i];
        if (said->id == is->id) {
            said->found = true;
            compare_person(who, said, is);
            return true;
        }
    }
    audit_problem(who->report, _("person %lld (%s) is in the database, and no entry of the log added him"),
                  (long long)is->id, is->login);
    return true;
}

static enum status check_persons(struct identities *who, struct db *db, struct error *e)
{
    if (who->person_count == 0) {
        return ST_OK;
    }
    enum status st = person_store_each(db, check_person, who, e);
    for (size_t i = 0; st == ST_OK && i < who->person_count; i++) {
        const struct added_person *said = &who->persons[i];
        if (!said->found) {
            audit_problem(who->report,
                          _("entry %lld added person %lld (%s), who is not in the database any more"),
                          (long long)said->entry, (long long)said->id, said->login);
        }
    }
    return st;
}

/* Orders whose ids are below `id` and that were not seen are gone. */
static void miss_orders(struct identities *who, int64_t id)
{
    for (; who->next_order < who->order_count && who->orders[who->next_order].id < id; who->next_order++) {
        const struct opened_order *said = &who->orders[who->next_order];
        audit_problem(who->report, _("entry %lld opened order %s, which is not in the database any more"),
                      (long long)said->entry, said->number);
    }
}

static bool check_order(const struct order_ref *is, void *arg)
{
    struct identities *who = arg;
    miss_orders(who, is->id);
    if (who->next_order < who->order_count && who->orders[who->next_order].id == is->id) {
        const struct opened_order *said = &who->orders[who->next_order++];
        if (strcmp(said->number, is->number) != 0) {
            audit_problem(who->report, _("entry %lld opened order %s, and the database calls it %s"),
                          (long long)said->entry, said->number, is->number);
        }
    }
    return true;
}

enum status identities_check(struct identities *who, struct db *db, struct error *e)
{
    enum status st = check_persons(who, db, e);
    st = st == ST_OK ? order_store_each_ref(db, check_order, who, e) : st;
    if (st == ST_OK) {
        miss_orders(who, INT64_MAX);
    }
    return st == ST_OK && who->failed ? error_memory(e) : st;
}

void identities_free(struct identities *who)
{
    free(who->persons);
    free(who->orders);
    who->persons = NULL;
    who->orders = NULL;
}
