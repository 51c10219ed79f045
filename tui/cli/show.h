/* Results as aligned text for people. */
#ifndef CLEARBAY_TUI_CLI_SHOW_H
#define CLEARBAY_TUI_CLI_SHOW_H

#include "core/base/buf.h"

#include <jansson.h>

/* Appends a command's result: its single values as lines, its lists as tables in display columns. Stored text
 * goes through text_show, so that no control character reaches the terminal. */
void show_result(const json_t *result, struct buf *out);

/* The same with tables at most so many columns wide, where cutting texts can do it; 0: as wide as they are.
 */
void show_fitting(const json_t *result, int columns, struct buf *out);

/* A single value of the key in the list with that name ("" outside of a list) as text: times local and short,
 * words of the contract in the user's language, yes and no, "-" for nothing. */
void show_value(const char *list, const char *key, const json_t *value, struct buf *out);

#endif
