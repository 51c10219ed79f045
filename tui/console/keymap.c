#include "tui/console/keymap.h"
#include "core/base/text.h"

#include <string.h>

static bool has_key(const struct command *c, const char *key)
{
    size_t n = strlen(key);
    for (const char *p = c->keys; n > 0 && p != NULL && *p != '\0'; p += strcspn(p, " ")) {
        p += strspn(p, " ");
        if (strncmp(p, key, n) == 0 && (p[n] == ' ' || p[n] == '\0')) {
            return true;
        }
    }
    return false;
}

const struct command *keymap_find(unsigned context, const char *key)
{
    const unsigned wanted[] = {context, CTX_GLOBAL};
    for (size_t w = 0; w < sizeof wanted / sizeof *wanted; w++) {
        for (size_t i = 0; i < command_count; i++) {
            if ((command_table[i].contexts & wanted[w]) != 0 && has_key(&command_table[i], key)) {
                return &command_table[i];
            }
        }
    }
    return NULL;
}

bool keymap_follows(const struct command *c, const char *press, char next[KEY_NAME_SIZE])
{
    size_t n = strlen(press);
    for (const char *p = c->keys; n > 0 && p != NULL && *p != '\0'; p += strcspn(p, " ")) {
        p += strspn(p, " ");
        if (strncmp(p, press, n) == 0 && p[n] == ',' && p[n + 1] != ' ' && p[n + 1] != '\0') {
            text_copy(next, KEY_NAME_SIZE, p + n + 1);
            next[strcspn(next, " ")] = '\0';
            return true;
        }
    }
    return false;
}

bool keymap_begins(unsigned context, const char *press)
{
    char next[KEY_NAME_SIZE];
    for (size_t i = 0; i < command_count; i++) {
        if ((command_table[i].contexts & (context | CTX_GLOBAL)) != 0 &&
            keymap_follows(&command_table[i], press, next)) {
            return true;
        }
    }
    return false;
}

const char *keymap_key(const struct command *c, char out[KEY_NAME_SIZE])
{
    out[0] = '\0';
    if (c->keys != NULL) {
        text_copy(out, KEY_NAME_SIZE, c->keys);
        out[strcspn(out, " ")] = '\0';
    }
    return out;
}

const char *keymap_keys_while_typing(const struct command *c, char out[KEY_LIST_SIZE])
{
    size_t used = 0;
    out[0] = '\0';
    for (const char *p = c->keys != NULL ? c->keys : ""; *p != '\0';) {
        size_t n = strcspn(p, " ");
        bool letter = n == 1 || memchr(p, ',', n) != NULL; /* keys of two begin with a blank */
        if (!letter && used + n + 2 < KEY_LIST_SIZE) {
            out[used] = ' ';
            memcpy(out + used + (used > 0 ? 1 : 0), p, n);
            used += n + (used > 0 ? 1 : 0);
            out[used] = '\0';
        }
        p += n + strspn(p + n, " ");
    }
    return out;
}

bool keymap_may(const struct command *c, const char *role)
{
    return (c->flags & CMD_ANYONE) != 0 || (c->roles & (unsigned)role_parse(role)) != 0;
}

bool keymap_offered(const struct command *c)
{
    bool makes_workshop = (c->flags & CMD_NO_DB) != 0 && c->args != NULL;
    bool of_itself = strncmp(c->id, "session.", 8) == 0 || strcmp(c->id, "draft.save") == 0;
    return !makes_workshop && !of_itself;
}
