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

static bool is_of_order(const struct command *c)
{
    return c->args != NULL && c->args->name != NULL && strcmp(c->args->name, "order") == 0 &&
           (c->flags & CMD_CHANGES) != 0;
}

/* On a delivered or cancelled order: its certificate and the call afterwards are all that is still written.
 */
static bool is_closed_to(const struct ui *ui, const struct command *c, unsigned context)
{
    static const char *const later[] = {"order.call_back", "order.certificate", "undo", "redo"};
    bool after = false;
    const char *stage = answer_text(ui_order(ui), "stage");
    bool closed = strcmp(stage, "delivered") == 0 || strcmp(stage, "cancelled") == 0;
    for (size_t i = 0; i < sizeof later / sizeof *later; i++) {
        after = after || strcmp(c->id, later[i]) == 0;
    }
    return closed && !after && is_of_order(c) && (context & (CTX_ORDER | CTX_INSPECT)) != 0;
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
    } else if (is_closed_to(ui, c, context)) {
        buf_addf(why,
                 _("%s: order %s is closed (%s), nothing in it can change; a new visit is a new order (F2)"),
                 _(c->summary), answer_text(ui_order(ui), "order"),
                 word_text(WORD_STAGE, answer_text(ui_order(ui), "stage")));
    } else {
        no = false;
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
