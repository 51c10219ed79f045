/* Reading the answers of commands; the contract's words as people read them. */
#ifndef CLEARBAY_CONSOLE_SCREEN_WORDS_H
#define CLEARBAY_CONSOLE_SCREEN_WORDS_H

#include "core/base/buf.h"
#include "core/base/money.h"
#include "core/base/when.h"
#include "core/base/word.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* The level that a role signs: "advisor", "technician", "qc"; NULL for a manager. */
const char *word_level_of_role(const char *role);

/* Members of an answer. Text: "" when it is missing or null; whole numbers: `otherwise`; times: UTC ms, 0
 * when missing. All borrowed from the object. */
const char *answer_text(const json_t *object, const char *key);
bool answer_has(const json_t *object, const char *key); /* there, and not null */
int64_t answer_int(const json_t *object, const char *key, int64_t otherwise);
bool answer_true(const json_t *object, const char *key);
int64_t answer_time(const json_t *object, const char *key);

/* A quantity, hours or reading (a JSON number or a text) without needless zeros: "1.5"; "" when missing. */
char *answer_quantity(const json_t *object, const char *key, char out[MONEY_SIZE]);

/* A time for people ("11-23 16:05"); "" when missing. */
char *answer_when(const json_t *object, const char *key, char out[WHEN_SIZE]);

/* Appends what an answer warns of, "; " between and before it unless `out` is empty. True: it warns. */
bool answer_warnings(const json_t *object, struct buf *out);

/* "QC failed: REASON (name, when)" of an order.show, until QC passes it. Appends; false, and nothing: it has
 * not failed. */
bool answer_qc_failed(const json_t *order, struct buf *out);

/* How much a line of an order is for, with its unit: "2 pc", "1.5 h", "12" when the part has none. Appends.
 */
void answer_amount(const json_t *line, struct buf *out);

/* The name of a part as the reader's language has it, else the other one; borrowed. */
const char *answer_part_name(const json_t *part);

/* Parameters of a call: adds `text` unless it is empty. */
void params_text(json_t *params, const char *key, const char *text);
/* {"order": number, "revision": N} of the order that is shown; a new reference. */
json_t *params_order(const json_t *shown);

#endif
