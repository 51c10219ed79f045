#include "core/base/buf.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What data points to while nothing is allocated; room 0 says that it must not be written. */
static char empty[1];

void buf_init(struct buf *b, size_t max)
{
    *b = (struct buf){.data = empty, .max = max};
}

void buf_free(struct buf *b)
{
    if (b->room > 0) {
        free(b->data);
    }
    buf_init(b, b->max);
}

void buf_clear(struct buf *b)
{
    if (b->room > 0) {
        b->data[0] = '\0';
    }
    b->len = 0;
    b->failed = false;
}

static bool grow(struct buf *b, size_t more)
{
    if (b->failed || b->len > b->max || more > b->max - b->len) {
        b->failed = true;
        return false;
    }
    size_t need = b->len + more + 1;
    if (need <= b->room) {
        return true;
    }
    size_t room = b->room < 64 ? 64 : b->room;
    while (room < need) {
        room = room > SIZE_MAX / 2 ? need : room * 2;
    }
    char *data = realloc(b->room > 0 ? b->data : NULL, room);
    if (data == NULL) {
        b->failed = true;
        return false;
    }
    data[b->len] = '\0';
    b->data = data;
    b->room = room;
    return true;
}

bool buf_add(struct buf *b, const char *bytes, size_t n)
{
    if (!grow(b, n)) {
        return false;
    }
    if (n > 0) {
        memcpy(b->data + b->len, bytes, n);
    }
    b->len += n;
    b->data[b->len] = '\0';
    return true;
}

char *buf_room(struct buf *b, size_t n)
{
    return grow(b, n) ? b->data + b->len : NULL;
}

void buf_grew(struct buf *b, size_t n)
{
    b->len += n;
    b->data[b->len] = '\0';
}

bool buf_adds(struct buf *b, const char *text)
{
    return buf_add(b, text, strlen(text));
}

bool buf_addc(struct buf *b, char c)
{
    return buf_add(b, &c, 1);
}

bool buf_addv(struct buf *b, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    bool ok = n >= 0 && grow(b, (size_t)n);
    if (ok) {
        vsnprintf(b->data + b->len, (size_t)n + 1, format, again);
        b->len += (size_t)n;
    }
    va_end(again);
    b->failed = b->failed || !ok;
    return ok;
}

bool buf_addf(struct buf *b, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    bool ok = buf_addv(b, format, args);
    va_end(args);
    return ok;
}

char *buf_take(struct buf *b)
{
    char *taken = NULL;
    if (!b->failed && grow(b, 0)) {
        taken = b->data;
        b->room = 0;
    }
    buf_free(b);
    return taken;
}
