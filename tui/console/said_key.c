/* Messages name the command line's way out ("clearbay order start ..."); in the console it is a key. */
#include "core/base/i18n.h"
#include "core/command/command.h"
#include "tui/cli/words.h"
#include "tui/console/keymap.h"
#include "tui/console/ui.h"

#include <stdio.h>
#include <string.h>

static const char program[] = "clearbay ";

enum { SPELL_SIZE = 80, KEYS_MAX = 200 };

/* What the console does for a command that has no key: the order is on the screen, and read again. */
static const struct {
    const char *id, *own;
} instead[] = {{"order.show", "console.refresh"}, {"price.find", "console.prices"}};

static const struct command *own_of(const struct command *c, const char *spelled)
{
    char own[SPELL_SIZE];
    snprintf(own, sizeof own, "console.%.60s", spelled);
    for (size_t i = 0; i < sizeof instead / sizeof *instead; i++) {
        if (strcmp(instead[i].id, c->id) == 0) {
            return command_find(instead[i].own);
        }
    }
    return command_find(own);
}

/* The key of the command that `words` begin with, or of what the console does for it (F9 for `sign`); "": it
 * has none. */
static const char *key_of(const char *words, char key[KEY_NAME_SIZE])
{
    key[0] = '\0';
    for (size_t i = 0; key[0] == '\0' && i < command_count; i++) {
        const struct command *c = &command_table[i];
        char spelled[SPELL_SIZE];
        words_spell(c->id, spelled, sizeof spelled);
        size_t length = strlen(spelled);
        if (strncmp(words, spelled, length) == 0 && strchr(" .;,)", words[length]) != NULL) {
            const struct command *own = c->keys == NULL ? own_of(c, spelled) : NULL;
            keymap_key(own != NULL ? own : c, key);
        }
    }
    return key;
}

void ui_add_said_key(const char *message, struct buf *out)
{
    struct buf keys;
    char key[KEY_NAME_SIZE];
    buf_init(&keys, KEYS_MAX);
    for (const char *said = strstr(message, program); said != NULL; said = strstr(said + 1, program)) {
        if (key_of(said + sizeof program - 1, key)[0] != '\0') {
            buf_addf(&keys, "%s%s", keys.len > 0 ? ", " : "", key);
        }
    }
    if (keys.len > 0) {
        buf_addf(out, _(" (in the console: %s)"), keys.data);
    }
    buf_free(&keys);
}
