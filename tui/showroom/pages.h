/* The showroom's web pages: HTML made from the answers of commands, in the person's language. No script,
 * nothing from elsewhere; every text is escaped. */
#ifndef CLEARBAY_SHOWROOM_PAGES_H
#define CLEARBAY_SHOWROOM_PAGES_H

#include "core/base/buf.h"

#include <jansson.h>

/* What every page shows. All texts are borrowed; "" where there is none. */
struct page_frame {
    const char *outlet, *title;
    const char *query;    /* words in the search box */
    const char *language; /* as the address asked for it: goes along with every link; "": the browser's */
    const char *here;     /* this page's address, as page_link makes it, without a language */
    bool chinese;
};

/* Text as it stands between tags, or within the quotes of an attribute. Bytes that are not UTF-8 and control
 * characters become U+FFFD. */
void page_text(struct buf *out, const char *text);

/* A value within an address; NULL or "": it is left out. */
struct page_value {
    const char *name, *value;
};

/* An address made of a path and values, the last one with the name NULL. Values are percent-encoded; within
 * an attribute the address still goes through page_text. */
void page_link(struct buf *out, const char *path, const struct page_value *values);

void page_begin(struct buf *out, const struct page_frame *frame);
void page_end(struct buf *out, const struct page_frame *frame);

/* Lists and groups (answer of price.groups); parts of a group (price.list) or of a search (price.find); one
 * part (price.show) and its history (price.history). */
void page_home(struct buf *out, const struct page_frame *frame, const json_t *groups);
void page_group(struct buf *out, const struct page_frame *frame, const json_t *list);
void page_found(struct buf *out, const struct page_frame *frame, const json_t *found);
void page_part(struct buf *out, const struct page_frame *frame, const json_t *part, const json_t *history);
void page_message(struct buf *out, const char *message);

#endif
