#include "core/trust/certificate.h"
#include "core/base/i18n.h"
#include "core/base/money.h"
#include "core/base/when.h"
#include "core/command/json.h"
#include "core/command/order_json.h"
#include "core/command/order_trust_json.h"
#include "core/trust/audit.h"
#include "core/trust/certificate_qr.h"
#include "core/trust/signoff_list.h"
#include "core/trust/workshop_key.h"
#include "core/work/guarantee.h"
#include "core/work/line.h"
#include "core/work/order.h"
#include "db/audit_store.h"
#include "db/guarantee_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *certificate_text(const json_t *document)
{
    json_t *bare = json_copy((json_t *)(uintptr_t)document);
    json_object_del(bare, "signature");
    char *text = bare == NULL ? NULL : json_dumps(bare, JSON_COMPACT | JSON_SORT_KEYS);
    json_decref(bare);
    return text;
}

const json_t *certificate_document(const json_t *made)
{
    const json_t *inside = json_object_get(made, "certificate");
    return inside != NULL ? inside : made;
}

const char *certificate_text_in(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? text : "";
}

static json_t *guarantee_json(const struct guarantee *g)
{
    char date[WHEN_SIZE];
    json_t *one = json_object();
    json_put_text(one, "kind", g->kind);
    json_put_int(one, "km", g->km);
    json_put_int(one, "days", g->days);
    json_put_text(one, "until", when_date(when_day(g->until_at), date));
    json_put(one, "until_km", g->until_km >= 0 ? json_integer(g->until_km) : NULL);
    return one;
}

static json_t *line_of(const struct order_row *o, const struct line_row *l, const struct guarantee *g)
{
    json_t *one = json_object();
    json_put_int(one, "line", l->no);
    json_put_int(one, "job", l->job_no);
    json_put_text(one, "kind", l->kind);
    json_put_text(one, "code", l->code);
    json_put_text(one, "text", l->text);
    json_put_decimal(one, "qty", l->qty_milli, 3);
    json_put_text(one, "unit", l->unit);
    json_put_money(one, "unit_price", l->unit_price, o->currency);
    json_put_int(one, "price_basis", l->price_basis);
    if (l->list_price >= 0) {
        json_put_money(one, "list_price", l->list_price, o->currency);
    } else {
        json_put(one, "list_price", NULL);
    }
    json_put_text(one, "list_source", l->source);
    json_put(one, "list_revision", l->list_revision >= 0 ? json_integer(l->list_revision) : NULL);
    json_put_text(one, "effective", l->effective);
    json_put_int(one, "discount_percent", l->discount_percent);
    json_put_money(one, "gross", l->gross, o->currency);
    json_put_money(one, "total", l->total, o->currency);
    json_put_text(one, "technician_name", l->technician_name);
    json_put(one, "guarantee", guarantee_json(g));
    return one;
}

/* What was done and paid; what the customer declined is not on it. */
static enum status put_lines(struct session *s, const struct order_rows *rows, json_t *out, struct error *e)
{
    struct guarantee *windows = NULL;
    json_t *list = json_array();
    int64_t total = 0, saved = 0;
    enum status st = guarantee_of_lines(s, rows, &windows, e);
    for (size_t i = 0; st == ST_OK && i < rows->line_count; i++) {
        const struct line_row *l = &rows->lines[i];
        if (line_is_authorised(l)) {
            json_array_append_new(list, line_of(&rows->order, l, &windows[i]));
            total += l->total;
            saved += l->gross - l->total;
        }
    }
    free(windows);
    json_put(out, "lines", list);
    json_put_money(out, "total", total, rows->order.currency);
    json_put_money(out, "saved", saved, rows->order.currency);
    json_put_text(out, "currency", rows->order.currency);
    return st;
}

/* The signature that stands at a level; NULL: none does. Whether it holds is another matter. */
static const struct signature_view *standing(const struct signature_view *views, size_t n, enum level level)
{
    for (size_t i = 0; i < n; i++) {
        const struct signature_row *row = &views[i].row;
        if (row->voided_at == 0 && strcmp(row->verdict, "pass") == 0 && level_parse(row->level) == level) {
            return &views[i];
        }
    }
    return NULL;
}

/* The three signatures; refused when one of them does not hold: a delivered order changes no more, so
 * somebody went round the program. */
static enum status find_signers(const char *number, const struct signature_view *views, size_t n,
                                const struct signature_row *signers[LEVEL_QC], struct error *e)
{
    for (int level = LEVEL_ADVISOR; level <= LEVEL_QC; level++) {
        const struct signature_view *view = standing(views, n, (enum level)level);
        if (view == NULL) {
            return error_set(e, ST_REFUSED, "signature_missing",
                             _("order %s gets no certificate: level %s is not signed any more; see: clearbay "
                               "audit verify"),
                             number, level_name((enum level)level));
        }
        if (!view->valid) {
            return error_set(
                e, ST_REFUSED, "signature_fell",
                _("order %s gets no certificate: the signature of %s at level %s does not hold (%s). Compare "
                  "with clearbay audit log --order %s, and restore a backup from before the change"),
                number, view->row.by, view->row.level, view->void_reason, number);
        }
        signers[level - 1] = &view->row;
    }
    bool different = signers[0]->person_id != signers[1]->person_id &&
                     signers[1]->person_id != signers[2]->person_id &&
                     signers[0]->person_id != signers[2]->person_id;
    return different ? ST_OK
                     : error_set(e, ST_REFUSED, "same_person",
                                 _("order %s gets no certificate: one person signed two of its levels; see: "
                                   "clearbay audit verify"),
                                 number);
}

static json_t *signature_json(const struct signature_row *row)
{
    json_t *one = signer_json(row);
    json_put_text(one, "content_hash", row->content_hash);
    return one;
}

static enum status put_signatures(struct session *s, const struct order_row *o, json_t *out, struct error *e)
{
    struct signature_view *views = NULL;
    const struct signature_row *signers[LEVEL_QC] = {NULL};
    size_t n = 0;
    json_t *list = json_array();
    enum status st = signoff_list(s, o->id, &views, &n, e);
    st = st == ST_OK ? find_signers(o->number, views, n, signers, e) : st;
    for (int level = 0; st == ST_OK && level < LEVEL_QC; level++) {
        json_array_append_new(list, signature_json(signers[level]));
    }
    signoff_list_free(&views, n);
    json_put(out, "signatures", list);
    return st;
}

static enum status put_head(struct session *s, json_t *out, struct error *e)
{
    int64_t seq = 0, at = 0;
    char hash[HASH_HEX] = "";
    enum status st = audit_store_last(s->app->db, &seq, &at, hash, e);
    json_put(out, "head", json_pack("{s:I,s:s}", "seq", (json_int_t)seq, "hash", hash));
    return st;
}

/* How far the outlet's clock is ahead of UTC. */
static int64_t minutes_ahead(int64_t at)
{
    struct tm local;
    time_t seconds = (time_t)(at / 1000);
    return localtime_r(&seconds, &local) != NULL ? local.tm_gmtoff / 60 : 0;
}

static void put_visit(struct session *s, const struct order_row *o, json_t *out)
{
    const struct config *c = s->app->config;
    json_put_text(out, "format", CERTIFICATE_FORMAT);
    json_put(out, "outlet", json_pack("{s:s,s:s}", "code", c->outlet_code, "name", c->outlet_name));
    json_put_text(out, "order", o->number);
    json_put_text(out, "vin", o->vin);
    json_put(out, "odometer", o->odometer >= 0 ? json_integer(o->odometer) : NULL);
    json_put(out, "odometer_out", o->odometer_out >= 0 ? json_integer(o->odometer_out) : NULL);
    json_put_time(out, "received_at", o->opened_at);
    json_put_time(out, "delivered_at", o->delivered_at);
    json_put_int(out, CERTIFICATE_CLOCK, minutes_ahead(o->delivered_at));
    json_put_time(out, "issued_at", when_now());
    json_put_text(out, "issued_by", s->name);
}

static enum status sign(struct session *s, json_t *document, char qr[QR_MAX], struct error *e)
{
    char public_hex[PUBLIC_KEY_HEX], signature[SIGNATURE_HEX];
    enum status st = workshop_key_public(s->app, public_hex, e);
    if (st != ST_OK) {
        return st;
    }
    json_put_text(document, "key", public_hex);
    char *text = certificate_text(document);
    st = text == NULL ? error_memory(e)
                      : workshop_key_sign(s->app, "certificate", text, strlen(text), signature, e);
    if (st == ST_OK) {
        json_put_text(document, "signature", signature);
        st = certificate_qr_make(s->app, document, text, qr, e);
    }
    free(text);
    return st;
}

static enum status make(struct session *s, const struct order_rows *rows, json_t **out, struct error *e)
{
    char qr[QR_MAX] = "";
    json_t *document = json_object();
    put_visit(s, &rows->order, document);
    json_put(document, "jobs", jobs_json(rows));
    enum status st = put_lines(s, rows, document, e);
    st = st == ST_OK ? put_signatures(s, &rows->order, document, e) : st;
    st = st == ST_OK ? put_head(s, document, e) : st;
    st = st == ST_OK ? sign(s, document, qr, e) : st;
    *out = st == ST_OK ? json_pack("{s:O,s:s}", "certificate", document, "qr", qr) : NULL;
    json_decref(document);
    return st == ST_OK && *out == NULL ? error_memory(e) : st;
}

static enum status keep(struct session *s, const struct order_row *o, const json_t *made, struct error *e)
{
    char *text = json_dumps(made, JSON_COMPACT | JSON_SORT_KEYS);
    const struct audit_change change = {
        .field = "certificate",
        .new_value = certificate_text_in(json_object_get(made, "certificate"), "signature")};
    const struct audit_event event = {.event = "order.certificate",
                                      .order = o->id,
                                      .revision = o->revision,
                                      .changes = &change,
                                      .change_count = 1};
    enum status st = text == NULL ? error_memory(e)
                                  : certificate_store_add(s->app->db, o->id, when_now(), s->person, text, e);
    free(text);
    return st == ST_OK ? audit_append(s, &event, NULL, e) : st;
}

/* What is kept is shown only while it is what was signed: a shell of SQLite can write there, too. */
static enum status check_kept(struct session *s, const char *ref, const json_t *kept, struct error *e)
{
    char hex[PUBLIC_KEY_HEX];
    struct certificate_check check;
    bool known = workshop_key_public(s->app, hex, NULL) == ST_OK;
    char *text = json_dumps(kept, JSON_COMPACT);
    enum status st =
        text == NULL ? error_memory(e) : certificate_check(text, strlen(text), known ? hex : NULL, &check, e);
    free(text);
    if (st != ST_OK) {
        return st;
    }
    json_decref(check.made);
    return check.problem_count == 0
               ? ST_OK
               : error_set(e, ST_REFUSED, "certificate_changed",
                           _("the certificate that is kept of order %s is not in order: %s. Restore a backup "
                             "from before the change"),
                           ref, check.problems[0]);
}

static void take_document(const char *document, void *arg)
{
    json_t **out = arg;
    *out = json_loads(document, 0, NULL);
}

enum status certificate_issue(struct session *s, const char *ref, json_t **out, struct error *e)
{
    int64_t id = 0;
    struct order_rows rows = {0};
    *out = NULL;
    enum status st = order_find(s, ref, &id, e);
    if (st != ST_OK) {
        return st;
    }
    st = certificate_store_find(s->app->db, id, take_document, out, e);
    if (st == ST_OK) {
        return check_kept(s, ref, *out, e);
    }
    st = st == ST_NOT_FOUND ? order_store_load(s->app->db, id, &rows, e) : st;
    if (st == ST_OK && rows.order.delivered_at == 0) {
        st = error_set(e, ST_REFUSED, "not_delivered",
                       _("order %s is not delivered yet: its certificate comes with the delivery"),
                       rows.order.number);
    }
    st = st == ST_OK ? make(s, &rows, out, e) : st;
    st = st == ST_OK ? keep(s, &rows.order, *out, e) : st;
    order_rows_free(&rows);
    if (st != ST_OK) {
        json_decref(*out);
        *out = NULL;
    }
    return st;
}
