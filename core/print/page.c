#include "core/print/page.h"
#include "core/base/i18n.h"
#include "core/trust/certificate.h"

#include <string.h>

enum { PAGE_MAX = 16 << 20, CLOCK_FIRST = -12 * 60, CLOCK_LAST = 14 * 60, CLOCK_STEP = 15 /* minutes */ };

enum status page_of_certificate(const json_t *made, struct buf *out, struct error *e)
{
    struct sheet sheet;
    enum status st = sheet_of_certificate(made, &sheet, e);
    if (st == ST_OK) {
        st = sheet_text(&sheet, out, e);
        sheet_free(&sheet);
    }
    return st;
}

static enum status compare_once(const json_t *made, const char *page, bool *same, struct error *e)
{
    struct buf text;
    buf_init(&text, PAGE_MAX);
    enum status st = page_of_certificate(made, &text, e);
    *same = st == ST_OK && strcmp(text.data, page) == 0;
    buf_free(&text);
    return st;
}

static enum status compare_both(const json_t *made, const char *page, bool *same, struct error *e)
{
    static const char *const languages[] = {"en", "zh_CN"};
    enum status st = ST_OK;
    for (size_t i = 0; st == ST_OK && !*same && i < sizeof languages / sizeof *languages; i++) {
        i18n_speak(languages[i]);
        st = compare_once(made, page, same, e);
    }
    return st;
}

static enum status compare_clocks(const json_t *made, const char *page, bool *same, struct error *e)
{
    json_t *copy = json_deep_copy(made);
    json_t *document = (json_t *)(uintptr_t)certificate_document(copy);
    enum status st = ST_OK;
    for (int minutes = CLOCK_FIRST; st == ST_OK && !*same && minutes <= CLOCK_LAST; minutes += CLOCK_STEP) {
        st = json_object_set_new(document, CERTIFICATE_CLOCK, json_integer(minutes)) == 0
                 ? compare_both(copy, page, same, e)
                 : error_memory(e);
    }
    json_decref(copy);
    return st;
}

enum status page_compare(const json_t *made, const char *page, bool *same, struct error *e)
{
    const char *spoken = i18n_language();
    *same = false;
    i18n_serve();
    enum status st = compare_both(made, page, same, e);
    if (st == ST_OK && !*same && json_object_get(certificate_document(made), CERTIFICATE_CLOCK) == NULL) {
        st = compare_clocks(made, page, same, e);
    }
    i18n_speak(spoken);
    return st;
}
