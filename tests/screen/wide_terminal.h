/* A terminal that shows characters of ambiguous width in two columns, out of libvterm, which shows them in
 * one: each is followed by a blank of its style, which is its second half. What is ambiguous it reads from
 * Unicode's own file, not from the program. */
#ifndef CLEARBAY_TESTS_SCREEN_WIDE_TERMINAL_H
#define CLEARBAY_TESTS_SCREEN_WIDE_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <vterm.h>

struct wide_terminal;

struct wide_terminal *wide_terminal_new(void);
void wide_terminal_free(struct wide_terminal **w);

bool wide_terminal_doubles(const struct wide_terminal *w, uint32_t character);

/* What a program sends; a character may be cut at the end of the bytes. */
void wide_terminal_write(struct wide_terminal *w, VTerm *vt, const char *bytes, size_t n);

/* Fails unless curses believes what stands on this terminal, cell for cell. */
void wide_terminal_check(const struct wide_terminal *w, VTermScreen *screen, int rows, int columns);

#endif
