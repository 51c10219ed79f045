/* What a browser says in its request's headers. Pure reading of texts. */
#ifndef CLEARBAY_SHOWROOM_HEADERS_H
#define CLEARBAY_SHOWROOM_HEADERS_H

#include <stdbool.h>

/* Of Chinese and English the one that Accept-Language (RFC 9110, 12.5.4) likes better; of two that it likes
 * the same the one named first. `otherwise` when it is NULL or wants neither. */
bool headers_want_chinese(const char *accepted, bool otherwise);

/* True when If-None-Match (RFC 9110, 13.1.2; NULL: none) names the tag, which is quoted, or any: "*". */
bool headers_know(const char *if_none_match, const char *tag);

#endif
