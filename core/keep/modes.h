/* Who else may read or write what the workshop keeps: only files that nobody else opens are worth a
 * signature. */
#ifndef CLEARBAY_KEEP_MODES_H
#define CLEARBAY_KEEP_MODES_H

#include "core/app/app.h"

enum { MODES_TEXT = 512 };

/* Looks at the database's files, the backups and both folders: files are for their owner alone (0600), and
 * nobody else writes into the folders. True: all are so. `text` says what is open, and the command that
 * mends it, in the session's language; of several one, and how many others there are. */
bool modes_good(const struct app *app, char text[MODES_TEXT]);

#endif
