/* Messages name the command line's way out ("clearbay order start ..."); in the console it is a key. */
#include "core/base/i18n.h"
#include "core/command/command.h"
#include "tui/cli/words.h"
#include "tui/console/keymap.h"
#include "tui/console/ui.h"

#include <string.h>

static const char program[] = "clearbay ";

enum { SPELL_SIZE = 80 };

void ui_add_said_key(const char *message, struct buf *out)
{
    const char *said = strstr(message, program);
    for (size_t i = 0; said != NULL && i < command_count; i++) {
        const struct command *c = &command_table[i];
        char spelled[SPELL_SIZE], key[KEY_NAME_SIZE];
        words_spell(c->id, spelled, sizeof spelled);
        size_t length = strlen(spelled);
        const char *words = said + sizeof program - 1;
        bool named = strncmp(words, spelled, length) == 0 && strchr(" .;", words[length]) != NULL;
        if (named && c->keys != NULL) {
            buf_addf(out, _(" (in the console: %s)"), keymap_key(c, key));
            return;
        }
    }
}
