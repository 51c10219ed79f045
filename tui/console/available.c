#include "tui/console/available.h"
#include "core/base/i18n.h"
#include "tui/console/keymap.h"
#include "tui/console/screen_words.h"

#include <string.h>

enum { WHO_MAX = 1024 };

/* Where keys work, and how one gets there. */
static const struct {
    unsigned context;
    const char *where;
} places[] = {
    {CTX_BOARD, N_("on the board (F4)")},
    {CTX_ORDER, N_("on an order (Enter on the board opens one)")},
    {CTX_INSPECT, N_("in an inspection (i on an order)")},
    {CTX_PRICE, N_("in the price lookup (F3)")},
    {CTX_HELD, N_("on the held lists (Ctrl-G in the price lookup)")},
    {CTX_LIST, N_("on a list")},
    {CTX_INTAKE, N_("while a car is taken in (F2)")},
    {CTX_FORM, N_("in a form")},
};

/* NULL: nowhere that anybody gets to. */
static const char *place_of(const struct command *c)
{
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if ((c->contexts & places[i].context) != 0) {
            return _(places[i].where);
        }
    }
    return NULL;
}

static void role_needed(const struct ui *ui, const struct command *c, struct buf *why)
{
    static const char *const roles[] = {"advisor", "technician", "qc", "manager"};
    struct buf who;
    buf_init(&who, WHO_MAX);
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        if (keymap_may(c, roles[i])) {
            buf_addf(&who, "%s%s", who.len > 0 ? ", " : "", word_text(WORD_ROLE, roles[i]));
        }
    }
    buf_addf(why, _("%s: only for %s; you are logged in as %s: ask one of them"), _(c->summary), who.data,
             word_text(WORD_ROLE, client_role(ui_client((struct ui *)(uintptr_t)ui))));
    buf_free(&who);
}

static bool is_one_of(const char *id, const char *const *ids)
{
    while (*ids != NULL && strcmp(*ids, id) != 0) {
        ids++;
    }
    return *ids != NULL;
}

/* Whether it writes into the order that is open; what was written can be taken back in every stage. */
static bool writes_order(const struct command *c)
{
    static const char *const own[] = {
        "console.sign", "console.note", "console.green", "console.amber", "console.red", "console.na", NULL};
    static const char *const always[] = {"undo", "redo", NULL};
    bool of_order = c->args != NULL && c->args->name != NULL && strcmp(c->args->name, "order") == 0 &&
                    (c->flags & CMD_CHANGES) != 0;
    return (of_order && !is_one_of(c->id, always)) || is_one_of(c->id, own);
}

bool available_not_in_stage(const struct ui *ui, const struct command *c, unsigned context, struct buf *why)
{
    static const char *const after_delivery[] = {"order.call_back", "order.certificate", NULL};
    const json_t *o = ui_order(ui);
    const char *stage = answer_text(o, "stage"), *order = answer_text(o, "order");
    if ((context & (CTX_ORDER | CTX_INSPECT)) == 0 || order[0] == '\0' || !writes_order(c)) {
        return false;
    }
    bool delivered = strcmp(stage, "delivered") == 0, closed = delivered || strcmp(stage, "cancelled") == 0;
    bool after = is_one_of(c->id, after_delivery), early = after && !closed;
    bool called = strcmp(c->id, "order.call_back") == 0 && answer_has(o, "called_back_at");
    if (!early && !called && (!closed || (after && delivered))) {
        return false;
    }
    if (why != NULL && called) {
        char when[WHEN_SIZE];
        buf_addf(why, _("order %s: the customer was called back at %s"), order,
                 answer_when(o, "called_back_at", when));
    } else if (why != NULL && early) {
        buf_addf(why, _("%s: order %s is not delivered yet (%s): it comes after that"), _(c->summary), order,
                 word_text(WORD_STAGE, stage));
    } else if (why != NULL) {
        buf_addf(why,
                 _("%s: order %s is closed (%s), nothing in it can change; a new visit is a new order (F2)"),
                 _(c->summary), order, word_text(WORD_STAGE, stage));
    }
    return true;
}

bool available_not(const struct ui *ui, const struct command *c, unsigned context, struct buf *why)
{
    struct buf unheard;
    buf_init(&unheard, WHO_MAX);
    why = why != NULL ? why : &unheard;
    const char *place = place_of(c);
    bool no = true;
    if (!keymap_may(c, client_role(ui_client((struct ui *)(uintptr_t)ui)))) {
        role_needed(ui, c, why);
    } else if (c->run == NULL && (c->contexts & (context | CTX_GLOBAL)) == 0 && place != NULL) {
        buf_addf(why, _("%s: only %s"), _(c->summary), place);
    } else {
        no = available_not_in_stage(ui, c, context, why);
    }
    buf_free(&unheard);
    return no;
}

void available_key(const struct ui *ui, const char *key, unsigned context, struct buf *out)
{
    for (size_t i = 0;
         client_user(ui_client((struct ui *)(uintptr_t)ui))[0] != '\0' && i < sizeof places / sizeof *places;
         i++) {
        const struct command *c =
            (places[i].context & context) == 0 ? keymap_find(places[i].context, key) : NULL;
        if (c != NULL && keymap_may(c, client_role(ui_client((struct ui *)(uintptr_t)ui)))) {
            buf_addf(out, _("%s does nothing here; %s it is: %s"), key, _(places[i].where), _(c->summary));
            return;
        }
    }
    buf_addf(out, _("%s does nothing here; F1 lists what works, Ctrl-P finds anything"), key);
}
