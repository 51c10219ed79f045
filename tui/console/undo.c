#include "tui/console/undo.h"
#include "core/base/i18n.h"
#include "tui/console/screen_words.h"

#include <stdio.h>
#include <string.h>

enum { TEXT_MAX = 2000 };

static void run(struct ui *ui, const char *id, const char *order)
{
    struct buf text;
    json_t *answer = NULL, *params = json_object();
    params_text(params, "order", order != NULL ? order : "");
    if (ui_call(ui, id, params, &answer) != ST_OK) {
        return;
    }
    const struct command *c = command_find(answer_text(answer, "change"));
    bool again = strcmp(id, "redo") == 0;
    buf_init(&text, TEXT_MAX);
    buf_addf(&text,
             again ? _("Done again in %s: %s. u takes it back")
                   : _("Taken back in %s: %s. Ctrl-R does it again"),
             answer_text(answer, "order"), c != NULL ? _(c->summary) : answer_text(answer, "change"));
    enum style style = answer_warnings(answer, &text) ? STYLE_WARN : STYLE_GOOD; /* it moves the text */
    ui_say(ui, style, "%s", text.data);
    buf_free(&text);
    json_decref(answer);
}

/* The question was about the order that is shown, or about the one that one changed last. */
static void take_back_shown(struct ui *ui, void *arg)
{
    (void)arg;
    run(ui, "undo", answer_text(ui_order(ui), "order"));
}

static void take_back_last(struct ui *ui, void *arg)
{
    (void)arg;
    run(ui, "undo", NULL);
}

/* What `undo` would take back is asked for when it is the order's opening, as the order is cancelled by it,
 * and when it is not what one did last, as that stays. False: nothing is left to be taken back, and said. */
static bool ask_first(struct ui *ui, const char *order, bool *asked)
{
    json_t *answer = NULL, *params = json_pack("{s:b}", "show", 1);
    params_text(params, "order", order != NULL ? order : "");
    if (ui_call(ui, "undo", params, &answer) != ST_OK) {
        return false;
    }
    const struct command *c = command_find(answer_text(answer, "change"));
    bool opening = strcmp(answer_text(answer, "change"), "order.open") == 0;
    *asked = opening || answer_has(answer, "stays");
    if (*asked) {
        char question[TEXT_MAX];
        if (opening) {
            snprintf(question, sizeof question,
                     _("%s: all that is left to take back is its opening. Cancel the order?"),
                     answer_text(answer, "order"));
        } else {
            snprintf(question, sizeof question, _("%s: %s. Take back what you did before that: %s?"),
                     answer_text(answer, "order"), answer_text(answer, "stays"),
                     c != NULL ? _(c->summary) : "");
        }
        ui_ask(ui, question, order != NULL ? take_back_shown : take_back_last, NULL);
    }
    json_decref(answer);
    return true;
}

void undo_run(struct ui *ui, const char *id, const char *order)
{
    bool asked = false, is_undo = strcmp(id, "undo") == 0;
    if ((!is_undo || ask_first(ui, order, &asked)) && !asked) {
        run(ui, id, order);
    }
}
