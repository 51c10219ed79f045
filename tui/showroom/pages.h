/* The showroom's web pages: HTML made from the answers of commands, in the person's language. No script,
 * nothing from elsewhere; every text is escaped. */
#ifndef CLEARBAY_SHOWROOM_PAGES_H
#define CLEARBAY_SHOWROOM_PAGES_H

#include "core/base/buf.h"

#include <jansson.h>

/* What every page shows: the workshop's name, and the words in the search box ("" when none). */
struct page_frame {
    const char *outlet, *title, *query;
    bool chinese;
};

/* Text as it stands between tags, or within the quotes of an attribute. */
void page_text(struct buf *out, const char *text);
/* A value within an address, such as ?group=VALUE. */
void page_address(struct buf *out, const char *text);

void page_begin(struct buf *out, const struct page_frame *frame);
void page_end(struct buf *out);

/* Lists and groups (answer of price.groups); parts of a group (price.list) or of a search (price.find); one
 * part (price.show) and its history (price.history). */
void page_home(struct buf *out, const json_t *groups);
void page_group(struct buf *out, const json_t *list);
void page_found(struct buf *out, const json_t *found);
void page_part(struct buf *out, const json_t *part, const json_t *history);
void page_message(struct buf *out, const char *message);

#endif
