/* A growing string with a declared maximum. Every text of unknown length is built in one. */
#ifndef CLEARBAY_BASE_BUF_H
#define CLEARBAY_BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct buf {
    char *data; /* NUL-terminated, never NULL after buf_init (points to "" when empty) */
    size_t len; /* bytes without the NUL */
    size_t room;
    size_t max;  /* len never exceeds it */
    bool failed; /* memory ran out or the maximum was passed; later calls do nothing */
};

/* Starts an empty buffer that may hold at most `max` bytes. Allocates nothing. */
void buf_init(struct buf *b, size_t max);

/* Frees the memory; the buffer is empty afterwards and may be used again. */
void buf_free(struct buf *b);

/* Empties the buffer, clears `failed`, keeps the memory. */
void buf_clear(struct buf *b);

/* Append; each returns false once the buffer has failed (and then leaves it as it was). */
bool buf_add(struct buf *b, const char *bytes, size_t n);
bool buf_adds(struct buf *b, const char *text);
bool buf_addc(struct buf *b, char c);
bool buf_addf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool buf_addv(struct buf *b, const char *format, va_list args) __attribute__((format(printf, 2, 0)));

/* Room for n more bytes behind what is there, to be filled by the caller, who then says with buf_grew how many of
 * them count. NULL once the buffer has failed. */
char *buf_room(struct buf *b, size_t n);
void buf_grew(struct buf *b, size_t n);

/* Hands the string to the caller, who frees it with free(); NULL when the buffer has failed or
 * memory is out. The buffer is empty afterwards. */
char *buf_take(struct buf *b);

#endif
