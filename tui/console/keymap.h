/* Which command a key means where: read from the command table, written nowhere else. */
#ifndef CLEARBAY_CONSOLE_KEYMAP_H
#define CLEARBAY_CONSOLE_KEYMAP_H

#include "core/command/command.h"

enum { KEY_NAME_SIZE = 16 };

/* A key is one press ("F9") or two, one after the other ("Space,u"). */

/* A key that a screen takes itself and the table does not name. Lists of them end with NULL keys. */
struct own_key {
    const char *keys; /* "Delete x" */
    const char *what; /* N_(): what it does there */
};

/* The command of a key in a context (one of CTX_*; global keys count everywhere); NULL: none. */
const struct command *keymap_find(unsigned context, const char *key);

/* True when a press begins a key of two presses in the context. */
bool keymap_begins(unsigned context, const char *press);
/* True when a key of the command begins with that press; `next` is the one behind it. */
bool keymap_follows(const struct command *c, const char *press, char next[KEY_NAME_SIZE]);

/* The key to show for a command: its first one. Returns out; "" when it has none. */
const char *keymap_key(const struct command *c, char out[KEY_NAME_SIZE]);

/* Those of the command's keys that work where letters are text: "F10 q" -> "F10". Returns out; "": none. */
enum { KEY_LIST_SIZE = 64 };
const char *keymap_keys_while_typing(const struct command *c, char out[KEY_LIST_SIZE]);

/* True when a person of that role ("advisor") may run it. */
bool keymap_may(const struct command *c, const char *role);

/* True when it can be run from the console by name: not init, log-in or restore. */
bool keymap_offered(const struct command *c);

#endif
