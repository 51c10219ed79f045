/* Certificates (core/trust/certificate.h) and guarantees (core/work/guarantee.h). */
#include "core/base/buf.h"
#include "core/base/i18n.h"
#include "core/base/when.h"
#include "core/command/adapters.h"
#include "core/command/json.h"
#include "core/print/page.h"
#include "core/trust/certificate.h"
#include "core/trust/workshop_key.h"
#include "core/work/guarantee.h"
#include "db/guarantee_store.h"

#include <errno.h>
#include <string.h>

enum { CERTIFICATE_MAX_MB = 16, CERTIFICATE_MAX = CERTIFICATE_MAX_MB << 20 };

/* The page that is printed, in the session's language. */
static enum status put_page(const json_t *made, json_t *out, struct error *e)
{
    struct buf page;
    buf_init(&page, CERTIFICATE_MAX);
    enum status st = page_of_certificate(made, &page, e);
    if (st == ST_OK) {
        json_put_text(out, "page", page.data);
    }
    buf_free(&page);
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

static enum status read_pieces(FILE *f, const char *path, struct buf *out, struct error *e)
{
    char piece[4096];
    size_t n;
    while ((n = fread(piece, 1, sizeof piece, f)) > 0) {
        if (!buf_add(out, piece, n)) {
            return error_set(e, ST_USAGE, "no_certificate",
                             _("%s is longer than %d MB: no certificate is; is it another file?"), path,
                             CERTIFICATE_MAX_MB);
        }
    }
    if (ferror(f)) {
        return error_set(e, ST_FAILED, "file", _("%s cannot be read: %s"), path, i18n_errno(errno));
    }
    return out->len > 0 ? ST_OK
                        : error_set(e, ST_USAGE, "no_certificate",
                                    _("%s is empty: give what clearbay order certificate ORDER --json has "
                                      "written"),
                                    path);
}

/* Reads a certificate and checks it. The caller frees check->made. */
static enum status read_certificate(struct session *s, const char *path, const char *public_hex,
                                    struct certificate_check *check, struct error *e)
{
    FILE *f = NULL;
    struct buf text;
    enum status st = session_open_file(s, path, &f, e);
    if (st != ST_OK) {
        return st;
    }
    buf_init(&text, CERTIFICATE_MAX);
    st = read_pieces(f, path, &text, e);
    fclose(f);
    st = st == ST_OK ? certificate_check(text.data, text.len, public_hex, check, e) : st;
    buf_free(&text);
    return st;
}

/* A page says that the workshop's key has signed it: nothing else is printed. */
static enum status refuse_to_print(const struct certificate_check *check, const char *path, struct error *e)
{
    if (!check->whole) {
        return error_set(e, ST_USAGE, "no_certificate",
                         _("%s holds the text of a QR code, which is no page: give the certificate's JSON"),
                         path);
    }
    return check->problem_count == 0
               ? ST_OK
               : error_set(e, ST_REFUSED, "not_in_order",
                           _("%s is not printed: %s; ask the workshop for the certificate again"), path,
                           check->problems[0]);
}

static enum status print_pdf(const json_t *made, const char *pdf, json_t *out, struct error *e)
{
    struct sheet sheet;
    enum status st = sheet_of_certificate(made, &sheet, e);
    if (st == ST_OK) {
        st = sheet_pdf(&sheet, pdf, e);
        sheet_free(&sheet);
        json_put_text(out, "pdf", pdf);
    }
    return st;
}

enum status cmd_certificate_print(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    struct certificate_check check = {.made = NULL};
    const char *pdf = json_arg_text(in, "pdf"), *file = json_arg_text(in, "file");
    enum status st = read_certificate(s, file, NULL, &check, e);
    st = st == ST_OK ? refuse_to_print(&check, file, e) : st;
    if (st == ST_OK) {
        st = pdf != NULL ? print_pdf(check.made, pdf, out, e) : put_page(check.made, out, e);
    }
    json_decref(check.made);
    return st;
}

/* The page that lies beside the document in the file, outside of what is signed. */
static enum status check_page(struct certificate_check *c, struct error *e)
{
    const json_t *page = json_object_get(c->made, "page");
    bool same = true;
    enum status st = ST_OK;
    if (page != NULL) {
        same = false;
        st = json_is_string(page) ? page_compare(c->made, json_string_value(page), &same, e) : ST_OK;
    }
    if (st == ST_OK && !same) {
        certificate_problem(
            c, _("the page in the file is not the one that its signed content gives: print it with "
                 "clearbay certificate print"));
    }
    return st;
}

static void put_check(const struct certificate_check *c, json_t *out)
{
    json_put_bool(out, "ok", c->problem_count == 0);
    json_put_bool(out, "trusted", c->trusted && c->problem_count == 0);
    json_put_filled(out, "order", c->order);
    json_put_filled(out, "delivered_at", c->delivered_at);
    json_put_filled(out, "total", c->total);
    json_put_filled(out, "currency", c->currency);
    json_put_filled(out, "key", c->fingerprint);
    json_put_text(out, "what", c->whole ? "document" : "qr");
    json_put_problems(out, c->problem_count, c->problems);
}

enum status cmd_certificate_verify(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    struct certificate_check check = {.made = NULL};
    char hex[PUBLIC_KEY_HEX];
    const char *key = json_arg_text(in, "key");
    enum status st = key != NULL ? workshop_key_read_public(key, hex, NULL, e) : ST_OK;
    st = st == ST_OK ? read_certificate(s, json_arg_text(in, "file"), key != NULL ? hex : NULL, &check, e)
                     : st;
    st = st == ST_OK ? check_page(&check, e) : st;
    json_decref(check.made);
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
