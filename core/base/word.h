/* The contract's words as people read them, in their language. */
#ifndef CLEARBAY_BASE_WORD_H
#define CLEARBAY_BASE_WORD_H

enum word_kind {
    WORD_STAGE,
    WORD_LINE_STATE,
    WORD_LEVEL,
    WORD_RESULT, /* of an inspected item, of the call after delivery */
    WORD_VERDICT,
    WORD_CLOCK,
    WORD_HOW,
    WORD_CERTIFICATE,
    WORD_ROLE,
    WORD_GUARANTEE,
    WORD_WHOSE, /* by whom a guarantee is given */
    WORD_LINE,  /* kinds of lines */
    WORD_HIT,   /* kinds of what was found */
    WORD_STATUS,
    WORD_CHANGE, /* of a part in a held list */
    WORD_CHECK,
    WORD_PLATE,
    WORD_KEPT,
    WORD_CARS,
    WORD_EVENT
};

/* "waiting-parts" -> "waiting for parts". A word that is not in the table is returned as it is; all texts
 * are borrowed and live as long as the word. */
const char *word_text(enum word_kind kind, const char *word);
/* The same; NULL when it is not in the table. */
const char *word_known(enum word_kind kind, const char *word);

#endif
