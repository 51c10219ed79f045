/* Key presses out of a terminal's bytes: names for keys, pastes in one piece. Used by term.c only. */
#ifndef CLEARBAY_CONSOLE_TERM_KEYS_H
#define CLEARBAY_CONSOLE_TERM_KEYS_H

#include "tui/console/term.h"

struct term_keys;

/* Reads from the descriptor that curses was opened with. */
enum status term_keys_new(int fd, struct term_keys **out, struct error *e);
void term_keys_free(struct term_keys **k);

/* The next press that is there; false: none. Never waits, except for the rest of a sequence or a paste. */
bool term_keys_next(struct term_keys *k, struct press *out);

#endif
