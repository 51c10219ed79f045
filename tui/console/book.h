/* The public price list as a book: its price groups are the chapters, in the order of the lists. What is
 * shown stays whole when a page cannot be read. Knows no terminal. */
#ifndef CLEARBAY_CONSOLE_BOOK_H
#define CLEARBAY_CONSOLE_BOOK_H

#include "core/client/client.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { BOOK_BACK = 256 }; /* so many pages back one leafs one by one; further back is the group's first */

/* Starts as all zeros; members are for reading only. */
struct book {
    json_t *groups, *page;   /* answers of price.groups and price.list; NULL: none was read yet */
    size_t group;            /* of the page that is shown */
    size_t number;           /* of the page in its group, from 1 */
    int rows;                /* of a page as it was read */
    int64_t from[BOOK_BACK]; /* where pages begin, as price.list says it; the last one is the page's */
    size_t at;
};

void book_free(struct book *b);

enum book_turn {
    BOOK_AGAIN, /* the same page, which may have another size now */
    BOOK_NEXT,  /* behind a group's last page comes the next group, behind the last group the first */
    BOOK_BEFORE,
    BOOK_NEXT_GROUP,
    BOOK_GROUP_BEFORE,
    BOOK_FIRST,
    BOOK_LAST /* the last group */
};

/* Turns to a page of `rows` parts. On failure everything stays as it is. */
enum status book_turn(struct client *c, struct book *b, enum book_turn where, int rows, struct error *e);

/* Looks which lists are in force; when they are others the book begins anew and *another is true. */
enum status book_look(struct client *c, struct book *b, int rows, bool *another, struct error *e);

/* Borrowed; NULL or 0 when there is none. */
size_t book_group_count(const struct book *b);
const json_t *book_group(const struct book *b);
const json_t *book_list(const struct book *b); /* the list that the group belongs to */
const json_t *book_parts(const struct book *b);

#endif
