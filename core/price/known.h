/* The lines of a source's last list, so that the next list is taken apart only where it differs; and for
 * every row of the list being read the part it stands for and its line. A line is known by a keyed 64-bit
 * hash of its bytes. */
#ifndef CLEARBAY_PRICE_KNOWN_H
#define CLEARBAY_PRICE_KNOWN_H

#include "core/price/names.h"
#include "core/price/writer.h"

struct known;

/* Loads what is remembered of the list in force (revision 0: nothing). */
enum status known_new(struct db *db, int64_t source, int64_t in_force,
                      const unsigned char key[PRICE_KEY_SIZE], struct known **out, struct error *e);
void known_free(struct known **known);

/* Says where this list has its columns (see struct price_reading), before the first known_line: the same
 * bytes are another row when the columns stand elsewhere. */
void known_shape(struct known *known, const char *shape);

/* True when lines of the last list are remembered. */
bool known_any(const struct known *known);

/* A row on one line: returns the part that it stood for in the last list, or 0 when it is to be taken apart
 * (then known_row follows). Negative: no memory. */
int64_t known_line(struct known *known, const char *bytes, size_t n, long line);

/* The row that was taken apart stands for this part; 0: it was refused, and is taken apart again next time. A
 * row for which known_line was not called is always taken apart. False: no memory. */
bool known_row(struct known *known, int64_t part, long line);

/* Calls `each` with the parts of lines that did not come again. */
bool known_gone_each(const struct known *known, bool (*each)(int64_t part, void *), void *arg);

/* Calls `each` with every row of this list; it returns false for a row that is to be taken apart next time.
 */
void known_rows_each(struct known *known, bool (*each)(int64_t part, long line, void *), void *arg);

/* Remembers this list instead of the last one. Within transactions of the writer. */
enum status known_save(struct known *known, struct writer *w, int64_t source, int64_t revision,
                       struct error *e);

#endif
