/* Marking the items of an inspection: what keys mean there, and which of them have to be pressed twice. */
#ifndef CLEARBAY_CONSOLE_INSPECT_MARK_H
#define CLEARBAY_CONSOLE_INSPECT_MARK_H

#include "tui/console/ui.h"

/* The result that a command of the console marks an item with ("console.green": "green"), always the same
 * pointer; NULL: it marks none. */
const char *inspect_result_of(const char *id);

/* What a typed character is in a reading, in any width; a comma and a Chinese full stop are the point. '\0':
 * it does not belong there. */
char inspect_reading_character(const char *typed);

/* What a key does to an item that has a result already. */
enum inspect_again {
    INSPECT_AT_ONCE, /* it records it anew */
    INSPECT_ASKED,   /* nothing yet: the message line says what the same key once more will do */
    INSPECT_NEEDLESS /* nothing: this person has just found the same */
};

/* No stray key changes what was found, and what was signed is inspected anew only by who means it; after a
 * signature has fallen each item is inspected anew with its key. `item` is one of the command
 * order.inspection for `level` of the open order, and has a result. */
enum inspect_again inspect_mark_again(struct ui *ui, const char *level, const json_t *item,
                                      const char *result);

/* What is not in order wants a word. */
bool inspect_wants_remark(const char *result);
/* Says so: it is typed without going back to the item, which has just been marked. */
void inspect_offer_remark(struct ui *ui, const json_t *item, const char *result);

#endif
