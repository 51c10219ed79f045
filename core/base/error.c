#include "core/base/error.h"
#include "core/base/i18n.h"
#include "core/base/text.h"

#include <stdarg.h>
#include <stdio.h>

enum status error_set(struct error *e, enum status status, const char *code, const char *format, ...)
{
    if (e == NULL) {
        return status;
    }
    char message[sizeof e->message * 2]; /* arguments may point into *e */
    va_list args;
    va_start(args, format);
    int n = vsnprintf(message, sizeof message, format, args);
    va_end(args);
    e->status = status;
    e->fact_count = e->facts_left_out = 0;
    text_copy(e->code, sizeof e->code, code);
    text_copy_shown(e->message, sizeof e->message, n < 0 ? format : message);
    return status;
}

void error_fact(struct error *e, const char *field, const char *theirs, const char *mine)
{
    if (e == NULL) {
        return;
    }
    if (e->fact_count == ERROR_FACTS_MAX) {
        e->facts_left_out++;
        return;
    }
    struct fact *f = &e->facts[e->fact_count++];
    text_copy(f->field, sizeof f->field, field);
    text_copy_shown(f->theirs, sizeof f->theirs, theirs);
    text_copy_shown(f->mine, sizeof f->mine, mine);
}

enum status error_memory(struct error *e)
{
    return error_set(e, ST_FAILED, "out_of_memory", _("out of memory: close other programs and try again"));
}
