#include "core/trust/signoff.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "core/base/word.h"
#include "core/inspect/inspection.h"
#include "core/trust/forgotten.h"
#include "core/trust/heads.h"
#include "core/trust/signoff_check.h"
#include "core/trust/signoff_content.h"
#include "core/trust/signoff_list.h"
#include "core/trust/signoff_log.h"
#include "core/work/order.h"
#include "core/work/stage.h"
#include "db/audit_store.h"
#include "db/inspection_store.h"

#include <stdlib.h>
#include <string.h>

static const char *const levels[] = {NULL, "advisor", "technician", "qc"};

/* What signing a level means (21 CFR 11.50): stored in English, shown translated. */
static const char *const meanings[] = {NULL, N_("The car was received and inspected as recorded."),
                                       N_("The work was done and inspected again as recorded."),
                                       N_("The finished work was inspected and may be handed over.")};

const char *level_name(enum level level)
{
    return levels[level];
}

const char *level_title(enum level level)
{
    return word_text(WORD_LEVEL, levels[level]);
}

enum level level_parse(const char *name)
{
    for (int i = LEVEL_ADVISOR; name != NULL && i <= LEVEL_QC; i++) {
        if (strcmp(levels[i], name) == 0) {
            return (enum level)i;
        }
    }
    return LEVEL_NONE;
}

/* An order with its signatures, and what the log says of them, read together. */
struct signed_order {
    struct order_rows rows;
    struct signature_row *signatures;
    size_t n;
    struct signings log;
    struct inspection items; /* of the level that is to be signed */
};

static void signed_order_free(struct signed_order *o)
{
    signature_rows_free(&o->signatures, o->n);
    signings_free(&o->log);
    inspection_free(&o->items);
    order_rows_free(&o->rows);
}

static enum status signed_order_load(struct session *s, int64_t order, struct signed_order *o,
                                     struct error *e)
{
    *o = (struct signed_order){0};
    enum status st = order_store_load(s->app->db, order, &o->rows, e);
    st = st == ST_OK ? signature_store_list(s->app->db, order, &o->signatures, &o->n, e) : st;
    return st == ST_OK ? signings_load(s, order, &o->log, e) : st;
}

enum status signoff_digest(struct session *s, int64_t order, enum level level, char hex[HASH_HEX],
                           struct error *e)
{
    struct signed_order o;
    enum status st = signed_order_load(s, order, &o, e);
    st = st == ST_OK ? signoff_content(s, &o.rows, o.signatures, o.n, level, o.log.erased, hex, e) : st;
    signed_order_free(&o);
    return st;
}

/* True when the signature's hash is that of the row, of `content` and of the log's entry before it. */
static bool is_bound(const struct signed_order *o, const struct signature_row *row, const char *content,
                     const char *previous)
{
    char bound[HASH_HEX];
    signoff_bind(&o->rows.order, row, content, previous, bound);
    return strcmp(bound, row->content_hash) == 0;
}

/* True in *fits when the log knows the signature, has not voided it, and its content is as it was signed. */
static enum status still_fits(struct session *s, const struct signed_order *o,
                              const struct signature_row *row, bool *fits, struct error *e)
{
    char content[HASH_HEX];
    const struct signing *logged = signings_find(&o->log, row->content_hash);
    *fits = false;
    if (logged == NULL || logged->voided) {
        return ST_OK;
    }
    enum status st =
        signoff_content(s, &o->rows, o->signatures, o->n, level_parse(row->level), o->log.erased, content, e);
    *fits = st == ST_OK && is_bound(o, row, content, logged->previous);
    return st;
}

static enum status log_void(struct session *s, int64_t order, int64_t revision,
                            const struct signature_row *row, const char *reason, struct error *e)
{
    const struct audit_change changes[] = {{.field = "level", .old_value = row->level},
                                           {.field = "signed_by", .old_value = row->by},
                                           {.field = SIGNATURE_FIELD, .old_value = row->content_hash},
                                           {.field = "reason", .new_value = reason}};
    const struct audit_event event = {.event = "signature.void",
                                      .order = order,
                                      .revision = revision,
                                      .changes = changes,
                                      .change_count = 4};
    return audit_append(s, &event, NULL, e);
}

static enum status void_one(struct session *s, const struct signed_order *o, const struct signature_row *row,
                            int64_t revision, const char *reason, struct error *e)
{
    enum status st = signature_store_void(s->app->db, row->id, reason, when_now(), e);
    return st == ST_OK ? log_void(s, o->rows.order.id, revision, row, reason, e) : st;
}

/* Where the order stands once signatures have fallen: the lowest level that fell decides. */
static enum status move_back(struct session *s, const struct order_row *order, enum level lowest,
                             struct error *e)
{
    enum step step = lowest == LEVEL_QC ? STEP_QC_FELL : STEP_SIGNATURE_FELL;
    enum stage to = stage_after(stage_parse(order->stage), step);
    enum status st = ST_OK;
    if (to != STAGE_NONE) {
        st = order_store_set_stage(s->app->db, order->id, stage_name(to), e);
    }
    if (st == ST_OK && order->repaired_at != 0) {
        st = order_store_set_repaired(s->app->db, order->id, 0, e);
    }
    return st;
}

static enum status recheck(struct session *s, const struct signed_order *o, int64_t revision,
                           const char *reason, int *voided, struct error *e)
{
    enum level lowest = LEVEL_NONE;
    enum status st = ST_OK;
    for (int level = LEVEL_ADVISOR; st == ST_OK && level <= LEVEL_QC; level++) {
        const struct signature_row *row = signoff_standing(o->signatures, o->n, (enum level)level);
        bool fits = true;
        if (row == NULL) {
            continue;
        }
        if (lowest == LEVEL_NONE) {
            st = still_fits(s, o, row, &fits, e);
        }
        if (st == ST_OK && (lowest != LEVEL_NONE || !fits)) { /* those above what fell fall too */
            lowest = lowest == LEVEL_NONE ? (enum level)level : lowest;
            st = void_one(s, o, row, revision, reason, e);
            ++*voided;
        }
    }
    return st == ST_OK && lowest != LEVEL_NONE ? move_back(s, &o->rows.order, lowest, e) : st;
}

enum status signoff_recheck(struct session *s, int64_t order, int64_t revision, const char *reason,
                            int *voided, struct error *e)
{
    struct signed_order o;
    int fell = 0;
    enum status st = signed_order_load(s, order, &o, e);
    st = st == ST_OK ? recheck(s, &o, revision, reason, &fell, e) : st;
    signed_order_free(&o);
    if (voided != NULL) {
        *voided = fell;
    }
    return st;
}

static enum status check_sign(struct session *s, struct signed_order *o, const struct sign_request *r,
                              struct error *e)
{
    enum status st = signoff_check_signer(s, &o->rows, o->signatures, o->n, r->level, e);
    if (st == ST_OK && r->fail && (r->reason == NULL || r->reason[0] == '\0')) {
        st = error_set(e, ST_USAGE, "reason_needed", _("a fail needs a reason: --reason TEXT"));
    }
    if (st != ST_OK || r->fail) {
        return st;
    }
    st = inspection_load(s, o->rows.order.id, r->level, &o->items, e);
    return st == ST_OK ? signoff_check_pass(&o->rows, r->level, &o->items, e) : st;
}

enum status signoff_ready(struct session *s, const char *ref, enum level level, struct order_state *state,
                          struct error *missing, struct error *e)
{
    struct signed_order o = {0};
    enum status st = order_begin(s, ref, 0, &o.rows, e);
    st = st == ST_OK ? signature_store_list(s->app->db, o.rows.order.id, &o.signatures, &o.n, e) : st;
    st = st == ST_OK ? signoff_check_signer(s, &o.rows, o.signatures, o.n, level, e) : st;
    if (st == ST_OK) {
        text_copy(state->number, sizeof state->number, o.rows.order.number);
        text_copy(state->stage, sizeof state->stage, o.rows.order.stage);
        state->revision = o.rows.order.revision;
        st = inspection_load(s, o.rows.order.id, level, &o.items, e);
    }
    if (st == ST_OK) {
        forgotten_note(s, &o.rows, level, &o.items);
        st = signoff_check_pass(&o.rows, level, &o.items, e);
        *missing = st == ST_REFUSED ? *e : ERROR_NONE;
        st = st == ST_REFUSED ? ST_OK : st;
    }
    signed_order_free(&o);
    return st;
}

/* A failed QC inspection returns to the technician: his signature falls, and QC inspects everything anew
 * (IATF 16949 8.7.1.5). */
static enum status return_to_technician(struct session *s, const struct signed_order *o, const char *reason,
                                        struct error *e)
{
    const struct signature_row *row = signoff_standing(o->signatures, o->n, LEVEL_TECHNICIAN);
    enum status st = ST_OK;
    if (row != NULL) {
        struct buf why;
        buf_init(&why, 8192);
        buf_addf(&why, _("QC failed: %s"), reason);
        st = void_one(s, o, row, o->rows.order.revision + 1, why.data, e);
        buf_free(&why);
    }
    return st == ST_OK ? inspection_store_supersede(s->app->db, o->rows.order.id, level_name(LEVEL_QC), e)
                       : st;
}

static enum status move_on(struct session *s, const struct signed_order *o, const struct sign_request *r,
                           int64_t now, struct error *e)
{
    enum step step = STEP_BY_HAND;
    if (r->level == LEVEL_TECHNICIAN && !r->fail) {
        step = STEP_WORK_SIGNED;
    } else if (r->level == LEVEL_QC) {
        step = r->fail ? STEP_QC_FAILED : STEP_QC_PASSED;
    }
    enum stage to = step == STEP_BY_HAND ? STAGE_NONE : stage_after(stage_parse(o->rows.order.stage), step);
    enum status st = ST_OK;
    if (to != STAGE_NONE) {
        st = order_store_set_stage(s->app->db, o->rows.order.id, stage_name(to), e);
    }
    if (st == ST_OK && step == STEP_QC_PASSED) {
        st = order_store_set_repaired(s->app->db, o->rows.order.id, now, e);
    }
    return st;
}

/* Writes the row; *signing is for the log. */
static enum status write_signature(struct session *s, const struct signed_order *o,
                                   const struct sign_request *r, struct signing *signing, struct error *e)
{
    int64_t id = 0, last = 0, last_at = 0;
    struct signature_row row = {.order_id = o->rows.order.id,
                                .person_id = s->person,
                                .at = when_now(),
                                .order_revision = o->rows.order.revision,
                                .level = (char *)level_name(r->level),
                                .verdict = r->fail ? "fail" : "pass",
                                .reason = (char *)r->reason,
                                .meaning = (char *)meanings[r->level],
                                .by = s->login,
                                .name = s->name,
                                .terminal = s->terminal,
                                .content_hash = signing->signature};
    enum status st =
        signoff_content(s, &o->rows, o->signatures, o->n, r->level, o->log.erased, signing->content, e);
    st = st == ST_OK ? audit_store_last(s->app->db, &last, &last_at, signing->previous, e) : st;
    if (st != ST_OK) {
        return st;
    }
    signoff_bind(&o->rows.order, &row, signing->content, signing->previous, signing->signature);
    st = signature_store_add(s->app->db, &row, &id, e);
    st = st == ST_OK && r->fail && r->level == LEVEL_QC ? return_to_technician(s, o, r->reason, e) : st;
    return st == ST_OK ? move_on(s, o, r, row.at, e) : st;
}

static enum status sign(struct session *s, struct signed_order *o, const struct sign_request *r,
                        struct order_state *state, struct error *e)
{
    struct signing signing = {0};
    char text[SIGNING_SIZE];
    enum status st = signature_store_list(s->app->db, o->rows.order.id, &o->signatures, &o->n, e);
    st = st == ST_OK ? check_sign(s, o, r, e) : st;
    st = st == ST_OK ? write_signature(s, o, r, &signing, e) : st;
    if (st == ST_OK && !r->fail) {
        forgotten_note(s, &o->rows, r->level, &o->items);
    }
    signing_text(&signing, text);
    const struct audit_change changes[] = {{.field = "level", .new_value = level_name(r->level)},
                                           {.field = "verdict", .new_value = r->fail ? "fail" : "pass"},
                                           {.field = SIGNATURE_FIELD, .new_value = text},
                                           {.field = "reason", .new_value = r->reason}};
    return st == ST_OK ? order_end_with(s, &o->rows, "sign", changes, r->reason != NULL ? 4 : 3, state, e)
                       : st;
}

enum status signoff_sign(struct session *s, const struct sign_request *r, struct order_state *state,
                         struct error *e)
{
    struct signed_order o = {0};
    enum status st = order_begin(s, r->ref, r->revision, &o.rows, e);
    st = st == ST_OK ? sign(s, &o, r, state, e) : st;
    signed_order_free(&o);
    if (st == ST_OK && r->level == LEVEL_QC) {
        heads_want(s->app); /* what stands behind a certificate is not cut off unseen */
    }
    return st;
}

enum status signoff_complete(struct session *s, int64_t order, bool *all, struct error *e)
{
    struct signed_order o;
    *all = true;
    enum status st = signed_order_load(s, order, &o, e);
    for (int level = LEVEL_ADVISOR; st == ST_OK && *all && level <= LEVEL_QC; level++) {
        const struct signature_row *row = signoff_standing(o.signatures, o.n, (enum level)level);
        if (row == NULL) {
            *all = false;
        } else {
            st = still_fits(s, &o, row, all, e);
        }
    }
    signed_order_free(&o);
    *all = *all && st == ST_OK;
    return st;
}

static enum status judge(struct session *s, const struct signed_order *o, struct signature_view *view,
                         struct error *e)
{
    bool fits = true;
    enum status st = ST_OK;
    if (view->row.voided_at == 0 && strcmp(view->row.verdict, "pass") == 0) {
        st = still_fits(s, o, &view->row, &fits, e);
    } else if (view->row.voided_at == 0) { /* a fail holds for what was seen then, whatever was done since */
        const struct signing *logged = signings_find(&o->log, view->row.content_hash);
        fits = logged != NULL && is_bound(o, &view->row, logged->content, logged->previous);
    }
    view->valid = view->row.voided_at == 0 && fits;
    view->void_reason = view->row.void_reason;
    if (!fits || (!view->valid && view->void_reason == NULL)) {
        view->void_reason = _("the content is not what was signed");
    }
    return st;
}

static struct signature_view *standing_view(struct signature_view *views, size_t n, enum level level)
{
    for (size_t i = 0; i < n; i++) {
        const struct signature_row *row = &views[i].row;
        if (row->voided_at == 0 && strcmp(row->verdict, "pass") == 0 && level_parse(row->level) == level) {
            return &views[i];
        }
    }
    return NULL;
}

/* A signature covers the one below it: where that does not hold, it does not either. */
static void judge_from_below(struct signature_view *views, size_t n)
{
    for (int level = LEVEL_TECHNICIAN; level <= LEVEL_QC; level++) {
        struct signature_view *view = standing_view(views, n, (enum level)level);
        const struct signature_view *below = standing_view(views, n, (enum level)(level - 1));
        if (view != NULL && view->valid && (below == NULL || !below->valid)) {
            view->valid = false;
            view->void_reason = _("the signature below it does not hold");
        }
    }
}

enum status signoff_list(struct session *s, int64_t order, struct signature_view **out, size_t *n,
                         struct error *e)
{
    struct signed_order o;
    *out = NULL;
    *n = 0;
    enum status st = signed_order_load(s, order, &o, e);
    struct signature_view *views = st == ST_OK ? calloc(o.n + 1, sizeof *views) : NULL;
    st = st == ST_OK && views == NULL ? error_memory(e) : st;
    for (size_t i = 0; st == ST_OK && i < o.n; i++) {
        views[i].row = o.signatures[i];
        st = judge(s, &o, &views[i], e);
    }
    if (st == ST_OK) { /* the views own the texts now */
        judge_from_below(views, o.n);
        *out = views;
        *n = o.n;
        free(o.signatures);
        o.signatures = NULL;
        o.n = 0;
    } else {
        free(views);
    }
    signed_order_free(&o);
    return st;
}

void signoff_list_free(struct signature_view **views, size_t n)
{
    for (size_t i = 0; *views != NULL && i < n; i++) {
        signature_row_free(&(*views)[i].row);
    }
    free(*views);
    *views = NULL;
}
