#include "tui/console/inspect_mark.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/console/keymap.h"
#include "tui/console/screen_words.h"

#include <string.h>

/* The keys that mark an item. */
static const struct {
    const char *id, *result;
} results[] = {
    {"console.green", "green"}, {"console.amber", "amber"}, {"console.red", "red"}, {"console.na", "na"}};
enum { RESULTS = sizeof results / sizeof *results };

const char *inspect_result_of(const char *id)
{
    size_t i = 0;
    while (i < RESULTS && strcmp(results[i].id, id) != 0) {
        i++;
    }
    return i < RESULTS ? results[i].result : NULL;
}

char inspect_reading_character(const char *typed)
{
    struct buf plain;
    buf_init(&plain, sizeof((struct press *)0)->text * 4);
    text_fold(typed, &plain);
    bool point = strcmp(plain.data, ",") == 0 || strcmp(plain.data, "。") == 0;
    char c = point ? '.' : plain.len == 1 ? plain.data[0] : '\0';
    buf_free(&plain);
    return c != '\0' && strchr("0123456789.-", c) != NULL ? c : '\0';
}

/* What became of a result since it was recorded. */
enum signing { NEVER_SIGNED, SIGNATURE_FELL, SIGNED };

static enum signing signing_of(struct ui *ui, const char *level, const json_t *item)
{
    enum signing found = NEVER_SIGNED;
    size_t i;
    const json_t *one;
    json_array_foreach(json_object_get(ui_order(ui), "signatures"), i, one)
    {
        bool since = strcmp(answer_text(one, "level"), level) == 0 &&
                     answer_time(one, "at") >= answer_time(item, "at");
        if (since && found != SIGNED) {
            bool pass = strcmp(answer_text(one, "verdict"), "pass") == 0;
            found = pass && answer_true(one, "valid") ? SIGNED : SIGNATURE_FELL;
        }
    }
    return found;
}

/* The first key of a result. */
static const char *key_of(const char *result, char out[KEY_NAME_SIZE])
{
    size_t i = 0;
    while (i + 1 < RESULTS && strcmp(results[i].result, result) != 0) {
        i++;
    }
    return keymap_key(command_find(results[i].id), out);
}

/* "Brake lights is red: g once more makes it green". */
static void ask_once_more(struct ui *ui, const json_t *item, const char *result, bool is_signed)
{
    char name[KEY_NAME_SIZE];
    const char *key = key_of(result, name), *is = answer_text(item, "result");
    if (strcmp(is, result) == 0) {
        ui_say(ui, STYLE_WARN, _("%s is %s and signed: %s once more inspects it anew, the signature falls"),
               answer_text(item, "text"), word_text(WORD_RESULT, is), key);
    } else {
        ui_say(ui, STYLE_WARN, _("%s is %s: %s once more makes it %s%s"), answer_text(item, "text"),
               word_text(WORD_RESULT, is), key, word_text(WORD_RESULT, result),
               is_signed ? _(", the signature falls") : "");
    }
}

enum inspect_again inspect_mark_again(struct ui *ui, const char *level, const json_t *item,
                                      const char *result)
{
    bool same = strcmp(answer_text(item, "result"), result) == 0;
    bool mine = strcmp(answer_text(item, "by"), client_user(ui_client(ui))) == 0;
    enum signing signing = signing_of(ui, level, item);
    if (same && mine && signing == NEVER_SIGNED) {
        return INSPECT_NEEDLESS;
    }
    if (same && signing != SIGNED) {
        return INSPECT_AT_ONCE;
    }
    ask_once_more(ui, item, result, signing == SIGNED);
    return INSPECT_ASKED;
}

bool inspect_wants_remark(const char *result)
{
    return strcmp(result, "amber") == 0 || strcmp(result, "red") == 0;
}

void inspect_offer_remark(struct ui *ui, const json_t *item, const char *result)
{
    char key[KEY_NAME_SIZE];
    if (inspect_wants_remark(result)) {
        ui_say(ui, STYLE_WARN, _("%s: %s; %s writes a remark on it"), word_text(WORD_RESULT, result),
               answer_text(item, "text"), keymap_key(command_find("console.note"), key));
    }
}
