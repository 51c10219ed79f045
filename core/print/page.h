/* A certificate's page as text. */
#ifndef CLEARBAY_PRINT_PAGE_H
#define CLEARBAY_PRINT_PAGE_H

#include "core/print/sheet.h"

/* Appends the page of a certificate (as sheet_of_certificate takes it) in the language of this thread. What
 * sheet_of_certificate says. */
enum status page_of_certificate(const json_t *made, struct buf *out, struct error *e);

/* True in *same when `page` is the page of that certificate, in English or in Chinese. Old certificates do
 * not say how far their outlet's clock was ahead of UTC: any clock will do. For programs with one thread (it
 * sets LANGUAGE, as i18n_serve does). */
enum status page_compare(const json_t *made, const char *page, bool *same, struct error *e);

#endif
