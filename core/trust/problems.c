#include "core/trust/problems.h"
#include "core/base/text.h"

enum { WHOLE_MAX = 16384 };

void problems_add(size_t *count, char (*texts)[PROBLEM_SIZE], const char *format, va_list args)
{
    if (*count < PROBLEMS_MAX) {
        struct buf text;
        buf_init(&text, WHOLE_MAX);
        buf_addv(&text, format, args);
        text_copy(texts[*count], PROBLEM_SIZE, text.data);
        buf_free(&text);
    }
    ++*count;
}
