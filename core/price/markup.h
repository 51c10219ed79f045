/* XML read as a stream, in memory that does not grow with the file: without document types, entities of its
 * own, or anything that the file would have fetched. Knows no format: see reader_pies.c. */
#ifndef CLEARBAY_PRICE_MARKUP_H
#define CLEARBAY_PRICE_MARKUP_H

#include "core/base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum {
    MARKUP_LEVELS = 8,       /* elements that lie deeper are passed over */
    MARKUP_NAME_SIZE = 48,   /* longer names are cut */
    MARKUP_TEXT_SIZE = 1024, /* longer texts are cut, and too_long says so */
    MARKUP_ATTRIBUTES = 64,  /* that an element may have */
    MARKUP_NAMES = 10000,    /* different names of elements and attributes in one file */
    MARKUP_SILENCE = 262144  /* bytes of one tag, comment or marked section */
};

struct markup;

struct markup_handler {
    /* An element begins; its name stands in names[level], its attributes can be asked for. */
    void (*begin)(struct markup *, int level, void *);
    /* It ends; `text` is what stood in it, or behind the last element within it, blanks at the ends cut. */
    void (*end)(struct markup *, int level, void *);
    void *arg;
};

/* Where the reading is. For handlers, who only look. */
struct markup {
    char names[MARKUP_LEVELS][MARKUP_NAME_SIZE]; /* local names of the elements that are open */
    char text[MARKUP_TEXT_SIZE];                 /* UTF-8 */
    bool too_long;                               /* there is more of the text */
    long line;                                   /* physical line, from 1 */
    struct markup_state *state;
};

/* Reads the whole of `file` (borrowed) from its start. ST_FAILED with line and reason for what is no whole
 * XML, has a document type, goes beyond the limits above or 256 levels, and for what a handler refuses. */
enum status markup_read(FILE *file, const struct markup_handler *handler, struct error *e);

/* An attribute of the element that begins, by its local name; "" when it has none, and when it does not fit:
 * a code that is cut could be taken for another. */
void markup_attribute(const struct markup *m, const char *name, char *out, size_t size);

/* Ends the reading: the file is unusable because of what stands in the line where it is. */
void markup_refuse(struct markup *m, const char *reason);

#endif
