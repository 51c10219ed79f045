/* What others changed meanwhile (the facts of an ST_CONFLICT, core/work/conflict.h), in words that people in
 * a workshop use. */
#ifndef CLEARBAY_CONSOLE_CONFLICT_WORDS_H
#define CLEARBAY_CONSOLE_CONFLICT_WORDS_H

#include "core/base/buf.h"
#include "core/base/error.h"
#include "core/command/command.h"
#include "tui/console/ui.h"

/* Answers that have the texts of items, panels and kinds of damage; NULL where none is needed. */
struct conflict_words {
    json_t *checklists[3]; /* advisor, technician, qc */
    json_t *panels;
};

/* Asks for what the facts need. Free with conflict_words_free, which also takes a zeroed struct. */
void conflict_words_read(struct ui *ui, const struct error *e, struct conflict_words *out);
void conflict_words_free(struct conflict_words *words);

/* What is called what: "line 3", "cause of job 2", "initial inspection", "damage". Appended to `out`. */
void conflict_label(const struct conflict_words *words, const char *field, struct buf *out);

/* How the value reads: "waiting for parts", "Fuel level or charge: amber 9 %", "left front door: scratch", a
 * time in the outlet's timezone; "-" where nothing stands there any more. Where it takes more than `columns`
 * an item's text is cut before what was found. Appended to `out`. */
void conflict_value(const struct conflict_words *words, const char *field, const char *value, int columns,
                    struct buf *out);

/* Gives facts the names of the form's fields where it holds the same under another name: cause and correction
 * of the job that it is about (0: none; `first` is the job whose cause is the order's), or how its concern
 * reads, result, reading and remark of the item that it is about. `fixed` are its arguments that are not
 * shown. */
void conflict_facts_of_form(const struct command *c, const json_t *fixed, int64_t job, int64_t first,
                            struct error *e);

#endif
