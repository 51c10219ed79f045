/* Certificates (core/trust/certificate.h) and guarantees (core/work/guarantee.h). */
#include "core/base/buf.h"
#include "core/base/i18n.h"
#include "core/base/when.h"
#include "core/command/adapters.h"
#include "core/command/json.h"
#include "core/print/sheet.h"
#include "core/trust/certificate.h"
#include "core/trust/workshop_key.h"
#include "core/work/guarantee.h"
#include "db/guarantee_store.h"

#include <string.h>

enum { CERTIFICATE_MAX = 16 << 20 };

/* The page that is printed, in the session's language. */
static enum status put_page(const json_t *made, json_t *out, struct error *e)
{
    struct sheet sheet;
    struct buf page;
    enum status st = sheet_of_certificate(made, &sheet, e);
    if (st != ST_OK) {
        return st;
    }
    buf_init(&page, CERTIFICATE_MAX);
    st = sheet_text(&sheet, &page, e);
    json_put_text(out, "page", page.data);
    buf_free(&page);
    sheet_free(&sheet);
    return st;
}

enum status cmd_order_certificate(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    json_t *made = NULL;
    enum status st = certificate_issue(s, json_arg_text(in, "order"), &made, e);
    if (st == ST_OK && json_object_update(out, made) != 0) {
        st = error_memory(e);
    }
    st = st == ST_OK ? put_page(made, out, e) : st;
    json_decref(made);
    return st;
}

static enum status read_all(struct session *s, const char *path, struct buf *out, struct error *e)
{
    FILE *f = NULL;
    char piece[4096];
    size_t n;
    buf_init(out, CERTIFICATE_MAX);
    enum status st = session_open_file(s, path, &f, e);
    while (st == ST_OK && (n = fread(piece, 1, sizeof piece, f)) > 0) {
        st = buf_add(out, piece, n) ? ST_OK
                                    : error_set(e, ST_USAGE, "no_certificate", _("%s: too long"), path);
    }
    if (f != NULL) {
        fclose(f);
    }
    return st;
}

enum status cmd_certificate_print(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    struct buf text;
    struct sheet sheet = {.rows = NULL};
    const char *pdf = json_arg_text(in, "pdf");
    enum status st = read_all(s, json_arg_text(in, "file"), &text, e);
    json_t *made = st == ST_OK ? json_loadb(text.data, text.len, JSON_REJECT_DUPLICATES, NULL) : NULL;
    buf_free(&text);
    if (st == ST_OK && pdf != NULL) {
        st = sheet_of_certificate(made, &sheet, e);
        st = st == ST_OK ? sheet_pdf(&sheet, pdf, e) : st;
        json_put_text(out, "pdf", pdf);
        sheet_free(&sheet);
    } else if (st == ST_OK) {
        st = put_page(made, out, e);
    }
    json_decref(made);
    return st;
}

static void put_check(const struct certificate_check *c, json_t *out)
{
    json_t *problems = json_array();
    size_t room = sizeof c->problems / sizeof *c->problems;
    for (size_t i = 0; i < c->problem_count && i < room; i++) {
        json_array_append_new(problems, json_string(c->problems[i]));
    }
    json_put_bool(out, "ok", c->problem_count == 0);
    json_put_bool(out, "trusted", c->trusted);
    json_put_filled(out, "order", c->order);
    json_put_filled(out, "delivered_at", c->delivered_at);
    json_put_filled(out, "total", c->total);
    json_put_filled(out, "currency", c->currency);
    json_put_filled(out, "key", c->fingerprint);
    json_put_text(out, "what", c->whole ? "document" : "qr");
    json_put(out, "problems", problems);
}

enum status cmd_certificate_verify(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    struct buf text;
    struct certificate_check check;
    char hex[PUBLIC_KEY_HEX];
    const char *file = json_arg_text(in, "file"), *key = json_arg_text(in, "key");
    enum status st = key != NULL ? workshop_key_read_public(key, hex, NULL, e) : ST_OK;
    buf_init(&text, 0);
    st = st == ST_OK ? read_all(s, file, &text, e) : st;
    st = st == ST_OK ? certificate_check(text.data, text.len, key != NULL ? hex : NULL, &check, e) : st;
    buf_free(&text);
    if (st == ST_OK) {
        put_check(&check, out);
    }
    if (st == ST_OK && key == NULL && check.whole) {
        session_note(
            s,
            _("only the key that the certificate names itself was used, %s: whether it is the workshop's, "
              "its own file tells (--key)"),
            check.fingerprint);
    }
    return st;
}

/* The law is stored by its Chinese name, with the kind of repair in English behind it; the kind stands in a
 * column of its own. */
static const char *rule_source(const char *stored)
{
    static const char law[] = "机动车维修管理规定";
    bool is_law = strncmp(stored, law, sizeof law - 1) == 0;
    return is_law ? _("Regulations on Motor Vehicle Repair (China)") : stored;
}

static bool add_rule(const struct guarantee_row *r, void *arg)
{
    char from[WHEN_SIZE];
    json_t *one = json_object();
    json_put_text(one, "kind", r->kind);
    json_put_filled(one, "group", r->price_group);
    json_put_text(one, "whose", r->own ? "workshop" : "law");
    json_put_text(one, "from", r->valid_from > 0 ? when_date((int32_t)r->valid_from, from) : NULL);
    json_put_int(one, "km", r->km);
    json_put_int(one, "days", r->days);
    json_put_text(one, "source", rule_source(r->source));
    return json_array_append_new(arg, one) == 0;
}

enum status cmd_guarantee_list(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    (void)in;
    json_t *list = json_array();
    enum status st = guarantee_store_each(s->app->db, add_rule, list, e);
    json_put(out, "guarantees", list);
    return st;
}

enum status cmd_guarantee_set(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    struct guarantee_promise p = {.kind = json_arg_text(in, "kind"),
                                  .price_group = json_arg_text(in, "group"),
                                  .km = json_arg_int(in, "km", 0),
                                  .days = json_arg_int(in, "days", 0),
                                  .day = when_day(when_now())};
    if (json_arg_text(in, "from") != NULL) {
        when_parse_date(json_arg_text(in, "from"), &p.day); /* the dispatcher has checked it */
    }
    json_put_text(out, "kind", p.kind);
    json_put_text(out, "group", p.price_group);
    json_put_int(out, "km", p.km);
    json_put_int(out, "days", p.days);
    return guarantee_promise(s, &p, e);
}
