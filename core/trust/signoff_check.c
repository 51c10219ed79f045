#include "core/trust/signoff_check.h"
#include "core/base/i18n.h"
#include "core/base/word.h"
#include "core/inspect/inspection.h"
#include "core/people/people.h"
#include "core/trust/signoff_content.h"
#include "db/line_store.h"

#include <string.h>

static enum status check_persons(struct session *s, const struct order_rows *o,
                                 const struct signature_row *rows, size_t n, enum level level,
                                 struct error *e)
{
    int64_t line = 0;
    for (size_t i = 0; i < n; i++) {
        const struct signature_row *row = &rows[i];
        if (row->person_id == s->person && level_parse(row->level) != level) {
            return error_set(e, ST_REFUSED, "same_person",
                             _("%s signed this order already (%s): three different people sign"), s->login,
                             word_text(WORD_LEVEL, row->level));
        }
    }
    if (level == LEVEL_TECHNICIAN) {
        return ST_OK;
    }
    enum status st = line_store_worked(s->app->db, o->order.id, s->person, &line, e);
    if (st == ST_OK && line != 0) {
        return error_set(e, ST_REFUSED, "own_work",
                         _("%s worked on line %lld: nobody inspects his own work (14 CFR 121.371)"), s->login,
                         (long long)line);
    }
    if (st == ST_OK && o->order.technician_id == s->person) {
        return error_set(e, ST_REFUSED, "own_work",
                         _("%s is this order's technician: somebody else inspects it"), s->login);
    }
    return st;
}

static bool is_decided(const char *state)
{
    return strcmp(state, "open") != 0;
}

static bool is_authorised(const char *state)
{
    return strcmp(state, "authorised") == 0 || strcmp(state, "started") == 0 || strcmp(state, "done") == 0;
}

static enum status check_lines(const struct order_rows *o, struct error *e)
{
    for (size_t i = 0; i < o->line_count; i++) {
        const struct line_row *l = &o->lines[i];
        if (!is_decided(l->state)) {
            return error_set(e, ST_REFUSED, "line_undecided",
                             _("line %lld is neither authorised nor declined: ask the customer first"),
                             (long long)l->no);
        }
        if (strcmp(l->kind, "labour") == 0 && is_authorised(l->state) && strcmp(l->state, "done") != 0) {
            return error_set(e, ST_REFUSED, "line_not_done",
                             _("line %lld is authorised and not done: finish it first (clearbay order start, "
                               "clearbay order done)"),
                             (long long)l->no);
        }
    }
    return ST_OK;
}

/* A current list says who may do and inspect what (14 CFR 121.371): the authorised lines' certificates. */
static enum status check_certificates(struct session *s, const struct order_rows *o, struct error *e)
{
    for (size_t i = 0; i < o->line_count; i++) {
        const struct line_row *l = &o->lines[i];
        bool holds = true;
        if (l->needs == NULL || !is_authorised(l->state)) {
            continue;
        }
        enum status st = person_holds(s, s->person, l->needs, &holds, e);
        if (st != ST_OK) {
            return st;
        }
        if (!holds) {
            return error_set(
                e, ST_REFUSED, "missing_certificate",
                _("line %lld needs the certificate \"%s\", which %s has not: somebody who has it signs"),
                (long long)l->no, word_text(WORD_CERTIFICATE, l->needs), s->login);
        }
    }
    return ST_OK;
}

static enum status check_items(const struct inspection *list, enum level level, struct error *e)
{
    enum status st = ST_OK;
    for (size_t i = 0; st == ST_OK && i < list->count; i++) {
        const struct inspection_item *item = &list->items[i];
        if (item->applies && item->result[0] == '\0') {
            st = error_set(e, ST_REFUSED, "items_open",
                           _("%s: %zu items are open, the first: %s; inspect them first"), level_title(level),
                           list->open, item->text);
        } else if (level == LEVEL_QC && strcmp(item->result, "red") == 0) {
            st = error_set(e, ST_REFUSED, "red_item",
                           _("%s is red: it cannot pass; sign that it fails, with a reason"), item->text);
        }
    }
    return st;
}

enum status signoff_check_signer(struct session *s, const struct order_rows *o,
                                 const struct signature_row *rows, size_t n, enum level level,
                                 struct error *e)
{
    enum status st = inspection_check_role(s, level, e);
    if (st == ST_OK && signoff_standing(rows, n, level) != NULL) {
        st = error_set(e, ST_REFUSED, "already_signed", _("%s: order %s is signed already"),
                       level_title(level), o->order.number);
    }
    if (st == ST_OK && level > LEVEL_ADVISOR && signoff_standing(rows, n, (enum level)(level - 1)) == NULL) {
        st = error_set(e, ST_REFUSED, "level_below_unsigned", _("%s is not signed; it comes before: %s"),
                       level_title((enum level)(level - 1)), level_title(level));
    }
    st = st == ST_OK ? check_persons(s, o, rows, n, level, e) : st;
    return st == ST_OK && level > LEVEL_ADVISOR ? check_certificates(s, o, e) : st;
}

enum status signoff_check_pass(const struct order_rows *o, enum level level, const struct inspection *items,
                               struct error *e)
{
    enum status st = level > LEVEL_ADVISOR ? check_lines(o, e) : ST_OK;
    return st == ST_OK ? check_items(items, level, e) : st;
}
