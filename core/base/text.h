/* UTF-8 text: checking, cleaning on the way in and out, folding for comparison, display width.
 * Characters and their properties come from utf8proc; no other file decides what a character is. */
#ifndef CLEARBAY_BASE_TEXT_H
#define CLEARBAY_BASE_TEXT_H

#include "core/base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Decodes the character at s (n bytes are there) into *cp. Returns its length in bytes, or 0 for
 * bad UTF-8 and for n == 0. */
size_t text_decode(const char *s, size_t n, int32_t *cp);

/* True when all n bytes are ASCII and none is NUL. */
bool text_is_ascii(const char *s, size_t n);

/* True when all n bytes are valid UTF-8 without NUL. */
bool text_valid(const char *s, size_t n);

/* True for a text that text_clean certainly leaves as it is, and that shows as it is; quick. False tells
 * nothing. */
bool text_is_plain(const char *s, size_t n);

/* Cleans what a person or another program typed: bidi and zero-width controls are left out,
 * blanks at both ends cut, CRLF becomes LF. Appends to `out`. Returns the number of invisible
 * characters left out, or -1 when the text is refused: bad UTF-8, or a control character other
 * than tab and line feed; *bad_at (may be NULL) then is the byte offset. */
int text_clean(const char *s, size_t n, struct buf *out, size_t *bad_at);

/* Makes stored text harmless for a terminal: control characters, bidi and zero-width controls and
 * bad bytes are shown as <U+202E> or <9B>; line feed and tab become a blank. Appends to `out`. */
void text_show(const char *s, size_t n, struct buf *out);

/* Key for comparing words: NFKC, case folded, accents kept, runs of blanks made one blank, ends cut.
 * Bad bytes are left out. Appends to `out`. */
void text_fold(const char *s, struct buf *out);

/* Key for numbers (parts, plates, VINs, phones): NFKC, upper case, only letters and digits of any
 * script kept. "AF-9292", "af 9292" and "ＡＦ９２９２" give the same. Appends to `out`. */
void text_key(const char *s, struct buf *out);

/* Whether this process's terminal shows characters of ambiguous width (East Asian Width A in Unicode's Annex
 * 11: “ ” · ℃ ①) in two columns, as terminals set up for Chinese or Japanese do, or in one, as all are told
 * at first. Like the locale it holds for the whole process and is chosen once, before anything is laid out.
 */
void text_ambiguous_wide(bool wide);

/* Columns that one character takes on a terminal: 0, 1 or 2; -1 for control characters. */
int text_char_width(int32_t cp);

/* Columns that n bytes of UTF-8 take. THE width function: layout uses no other. A base
 * character with its combining marks counts once; bad bytes count 1. */
int text_width_n(const char *s, size_t n);
int text_width(const char *s);

/* Longest prefix of s that fits into `columns`, in bytes, never half a character or a base
 * without its combining marks. *used (may be NULL) is the columns it takes. */
size_t text_fit(const char *s, int columns, int *used);

/* The same for a text of several rows: bytes that go on the first one, cut at a blank or beside a Chinese
 * character where that leaves more than a third of the row filled. Never 0 unless s is "". */
size_t text_fit_words(const char *s, int columns);

/* Appends s cut or padded with blanks to exactly `columns`; right-aligned when `right`. A text
 * that is cut ends with "~" in its last column. */
void text_pad(struct buf *out, const char *s, int columns, bool right);

/* Appends s as it is, or cut like that where it takes more than `columns`: what follows is not pushed away.
 */
void text_cut(struct buf *out, const char *s, int columns);

/* Copies as much of src as fits into dst[size], cut at a character; always terminated. NULL src
 * is "". Returns false when it was cut. */
bool text_copy(char *dst, size_t size, const char *src);

/* The same, made harmless with text_show: for messages that quote what somebody sent. */
bool text_copy_shown(char *dst, size_t size, const char *src);

#endif
