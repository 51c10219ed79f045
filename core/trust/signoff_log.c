#include "core/trust/signoff_log.h"
#include "db/audit_store.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void signing_text(const struct signing *signing, char out[SIGNING_SIZE])
{
    snprintf(out, SIGNING_SIZE, "%s %s %s", signing->signature, signing->content, signing->previous);
}

static bool parse(const char *text, struct signing *out)
{
    enum { LENGTH = HASH_HEX - 1 };
    *out = (struct signing){0};
    if (text == NULL || strlen(text) != SIGNING_SIZE - 1) {
        return false;
    }
    memcpy(out->signature, text, LENGTH);
    memcpy(out->content, text + HASH_HEX, LENGTH);
    memcpy(out->previous, text + HASH_HEX + HASH_HEX, LENGTH);
    return true;
}

struct reading {
    struct signings *out;
    bool failed;
};

static bool add(struct reading *r, const char *text)
{
    struct signing one;
    if (!parse(text, &one)) {
        return true; /* no entry of ours: no signature is found by it */
    }
    struct signing *more = realloc(r->out->items, (r->out->n + 1) * sizeof *more);
    if (more == NULL) {
        r->failed = true;
        return false;
    }
    r->out->items = more;
    more[r->out->n++] = one;
    return true;
}

static void set_voided(struct signings *signings, const char *signature)
{
    for (size_t i = 0; signature != NULL && i < signings->n; i++) {
        if (strcmp(signings->items[i].signature, signature) == 0) {
            signings->items[i].voided = true;
        }
    }
}

static bool read_entry(const struct audit_row *row, void *arg)
{
    struct reading *r = arg;
    bool voids = strcmp(row->event, "signature.void") == 0, more = true;
    r->out->erased = r->out->erased || strcmp(row->event, AUDIT_ERASED) == 0;
    if (!voids && strcmp(row->event, "sign") != 0) {
        return true;
    }
    json_t *detail = json_loads(row->detail, 0, NULL);
    const json_t *pair = json_object_get(detail, SIGNATURE_FIELD);
    if (voids) {
        set_voided(r->out, json_string_value(json_array_get(pair, 0)));
    } else {
        more = add(r, json_string_value(json_array_get(pair, 1)));
    }
    json_decref(detail);
    return more;
}

enum status signings_load(struct session *s, int64_t order, struct signings *out, struct error *e)
{
    struct reading r = {.out = out};
    *out = (struct signings){0};
    enum status st = audit_store_each(s->app->db, order, read_entry, &r, e);
    return st == ST_OK && r.failed ? error_memory(e) : st;
}

void signings_free(struct signings *signings)
{
    free(signings->items);
    *signings = (struct signings){0};
}

const struct signing *signings_find(const struct signings *signings, const char *signature)
{
    for (size_t i = 0; i < signings->n; i++) {
        if (strcmp(signings->items[i].signature, signature) == 0) {
            return &signings->items[i];
        }
    }
    return NULL;
}
