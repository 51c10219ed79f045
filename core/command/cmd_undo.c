/* Undo and redo: whoever may make a change may take his own back. */
#include "core/base/i18n.h"
#include "core/base/word.h"
#include "core/command/adapters.h"
#include "core/command/json.h"
#include "core/command/order_json.h"
#include "core/work/undo.h"

static enum status check_role(const struct session *s, const struct undo_change *change, struct error *e)
{
    const struct command *c = command_find(change->event);
    if (c != NULL && (c->roles & (unsigned)s->role) != 0) {
        return ST_OK;
    }
    return error_set(e, ST_REFUSED, "wrong_role", _("%s: only for others, %s is %s: ask somebody who may"),
                     c != NULL ? _(c->summary) : change->event, s->login,
                     word_text(WORD_ROLE, role_name(s->role)));
}

static enum status run(struct session *s, const json_t *in, json_t *out, bool redo, struct error *e)
{
    struct undo_change change = {0};
    struct order_state state = {0};
    enum status st = undo_find(s, json_arg_text(in, "order"), redo, &change, e);
    st = st == ST_OK ? check_role(s, &change, e) : st;
    if (!json_arg_flag(in, "show")) {
        st = st == ST_OK ? undo_apply(s, &change, redo, json_arg_int(in, "revision", 0), &state, e) : st;
        if (st == ST_OK && change.passed != NULL) {
            session_note(s, _("what came after it stays: %s"), _(change.passed));
        }
        st = order_answer(st, in, &state, out, e);
    } else if (st == ST_OK) {
        json_put_text(out, "order", change.number);
    }
    if (st == ST_OK) {
        json_put_text(out, "change", change.event);
        json_put_time(out, "changed_at", change.at);
        json_put_filled(out, "stays", change.passed != NULL ? _(change.passed) : NULL);
        json_put(out, "changes", json_loads(change.detail, 0, NULL));
    }
    undo_change_free(&change);
    return st;
}

enum status cmd_undo(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    return run(s, in, out, false, e);
}

enum status cmd_redo(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    return run(s, in, out, true, e);
}
