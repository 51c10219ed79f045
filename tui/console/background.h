/* Price lists are fetched by a program of their own while the console goes on: nothing that takes minutes
 * ever stands between a person and the next key. */
#ifndef CLEARBAY_CONSOLE_BACKGROUND_H
#define CLEARBAY_CONSOLE_BACKGROUND_H

#include "core/base/buf.h"
#include "core/base/error.h"
#include "tui/console/term.h"

#include <jansson.h>
#include <stdbool.h>

struct background;

/* Starts `price sync` of all sources with the same configuration file (NULL: the usual places). The caller
 * frees *out with background_free; the sync itself goes on when the console ends. */
enum status background_sync(const char *config_file, struct background **out, struct error *e);
void background_free(struct background **b);

/* True once it has ended; *answer is what it printed (a new reference; NULL when that was nothing). Does not
 * wait. */
bool background_done(struct background *b, json_t **answer);

/* What became of the lists in one line, and how grave it is: whether somebody has to do something. */
enum style background_text(const json_t *answer, struct buf *out);

#endif
