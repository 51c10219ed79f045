#include "core/price/lines.h"
#include "core/base/i18n.h"
#include "core/base/text.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { CHUNK = 65536, TEXT_ROOM = LINE_MAX_BYTES + 2 * CHUNK };

static const char replacement[] = "\xef\xbf\xbd";
enum { REPLACEMENT_BYTES = sizeof replacement - 1 };

struct lines {
    FILE *file;
    iconv_t cd; /* unused for UTF-8, which is read as it is */
    bool utf8;
    bool started, ended, failed;
    long number;
    size_t at, len; /* what is not given out yet of text */
    size_t next_cr; /* the first CR from `at`, len when there is none; asked for again when below `at` */
    size_t raw_len; /* bytes that are not decoded yet */
    struct buf mended;
    char raw[CHUNK];
    char text[TEXT_ROOM];
};

static bool is_utf8(const char *encoding)
{
    return strcasecmp(encoding, "UTF-8") == 0 || strcasecmp(encoding, "UTF8") == 0;
}

enum status lines_new(const char *encoding, const char *source, FILE *file, struct lines **out,
                      struct error *e)
{
    struct lines *l = calloc(1, sizeof *l);
    *out = NULL;
    if (l == NULL) {
        return error_memory(e);
    }
    l->file = file;
    l->utf8 = is_utf8(encoding);
    l->cd = l->utf8 ? (iconv_t)-1 : iconv_open("UTF-8", encoding);
    if (!l->utf8 && l->cd == (iconv_t)-1) {
        free(l);
        return error_set(e, ST_USAGE, "bad_configuration",
                         _("[oem.%s] encoding: \"%s\" is not known here; see: iconv --list"), source,
                         encoding);
    }
    buf_init(&l->mended, (size_t)LINE_MAX_BYTES * REPLACEMENT_BYTES);
    rewind(file);
    *out = l;
    return ST_OK;
}

void lines_free(struct lines **lp)
{
    struct lines *l = *lp;
    *lp = NULL;
    if (l == NULL) {
        return;
    }
    if (l->cd != (iconv_t)-1) {
        iconv_close(l->cd);
    }
    buf_free(&l->mended);
    free(l);
}

static size_t room(const struct lines *l)
{
    return TEXT_ROOM - l->len;
}

/* Decodes what lies in raw as far as there is room. A byte that is not of the encoding becomes U+FFFD, which
 * no row may hold; the beginning of a character stays in raw. */
static void decode(struct lines *l)
{
    char *in = l->raw;
    size_t left = l->raw_len;
    while (left > 0 && room(l) >= REPLACEMENT_BYTES) {
        char *to = l->text + l->len;
        size_t space = room(l);
        size_t done = iconv(l->cd, &in, &left, &to, &space);
        int why = errno;
        l->len = TEXT_ROOM - space;
        if (done == (size_t)-1 && why == EILSEQ && space >= REPLACEMENT_BYTES) {
            memcpy(l->text + l->len, replacement, REPLACEMENT_BYTES);
            l->len += REPLACEMENT_BYTES;
            in++;
            left--;
        } else if (done == (size_t)-1) {
            break;
        }
    }
    memmove(l->raw, in, left);
    l->raw_len = left;
}

/* What the decoder still holds at the end of the file: half a character, or one that might have taken a mark.
 */
static void end_decoding(struct lines *l)
{
    char *to = l->text + l->len;
    size_t space = room(l);
    if (l->raw_len > 0) {
        memcpy(to, replacement, REPLACEMENT_BYTES);
        space -= REPLACEMENT_BYTES;
        to += REPLACEMENT_BYTES;
    }
    iconv(l->cd, NULL, NULL, &to, &space);
    l->len = TEXT_ROOM - space;
    l->raw_len = 0;
}

static void fill(struct lines *l)
{
    memmove(l->text, l->text + l->at, l->len - l->at);
    l->len -= l->at;
    l->at = 0;
    size_t before = l->len, got;
    if (l->utf8) {
        got = fread(l->text + l->len, 1, room(l), l->file);
        l->len += got;
        l->ended = got == 0;
    } else {
        got = fread(l->raw + l->raw_len, 1, CHUNK - l->raw_len, l->file);
        l->raw_len += got;
        decode(l);
        if (got == 0 && l->len == before) {
            end_decoding(l);
            l->ended = true;
        }
    }
    l->failed = ferror(l->file) != 0;
    if (!l->started && (l->len >= 3 || l->ended)) {
        l->at = l->len >= 3 && memcmp(l->text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
        l->started = true;
    }
    const char *cr = memchr(l->text + l->at, '\r', l->len - l->at);
    l->next_cr = cr != NULL ? (size_t)(cr - l->text) : l->len;
}

/* The first line from `at` with its end; false: its end is not there yet. */
static bool find_line(struct lines *l, struct line *out)
{
    if (l->next_cr < l->at) {
        const char *cr = memchr(l->text + l->at, '\r', l->len - l->at);
        l->next_cr = cr != NULL ? (size_t)(cr - l->text) : l->len;
    }
    const char *lf = memchr(l->text + l->at, '\n', l->len - l->at);
    size_t end = lf != NULL ? (size_t)(lf - l->text) : l->len, behind = end + (lf != NULL);
    if (l->next_cr < end) {
        if (l->next_cr + 1 == l->len && !l->ended) {
            return false; /* an LF may follow */
        }
        behind = l->next_cr + (l->next_cr + 1 == end && lf != NULL ? 2 : 1);
        end = l->next_cr;
    } else if (lf == NULL && !l->ended) {
        return false;
    }
    out->bytes = l->text + l->at;
    out->n = end - l->at;
    out->whole = behind - l->at;
    l->at = behind;
    return true;
}

enum lines_state lines_next(struct lines *l, struct line *out)
{
    out->number = ++l->number;
    for (;;) {
        if (l->started && l->at < l->len && find_line(l, out)) {
            return out->whole <= LINE_MAX_BYTES ? LINES_MORE : LINES_TOO_LONG;
        }
        if (l->failed) {
            return LINES_FAILED;
        }
        if (l->len - l->at > LINE_MAX_BYTES) {
            return LINES_TOO_LONG;
        }
        if (l->ended) {
            out->number = --l->number;
            return LINES_END;
        }
        fill(l);
    }
}

bool lines_mend(struct lines *l, struct line *line)
{
    int32_t cp;
    size_t end = line->whole - line->n;
    if (text_valid(line->bytes, line->n)) {
        return true;
    }
    buf_clear(&l->mended);
    for (size_t i = 0; i < line->n;) {
        size_t len = text_decode(line->bytes + i, line->n - i, &cp);
        if (len > 0) {
            buf_add(&l->mended, cp == 0 ? "\x01" : line->bytes + i, len);
        } else {
            buf_add(&l->mended, replacement, REPLACEMENT_BYTES);
        }
        i += len > 0 ? len : 1;
    }
    size_t n = l->mended.len;
    buf_add(&l->mended, line->bytes + line->n, end);
    line->bytes = l->mended.data;
    line->n = n;
    line->whole = l->mended.len;
    return !l->mended.failed;
}
