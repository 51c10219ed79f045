#include "tui/console/undo.h"
#include "core/base/i18n.h"
#include "tui/console/screen_words.h"

#include <string.h>

enum { TEXT_MAX = 2000 };

void undo_run(struct ui *ui, const char *id, const char *order)
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
    size_t i;
    const json_t *one;
    json_array_foreach(json_object_get(answer, "warnings"), i, one)
    {
        buf_addf(&text, "; %s", json_string_value(one));
    }
    ui_say(ui, answer_has(answer, "warnings") ? STYLE_WARN : STYLE_GOOD, "%s", text.data);
    buf_free(&text);
    json_decref(answer);
}
