/* Whose turn it is to write. SQLite lets writers poll for its lock, so one that writes without pause would
 * starve the others; here they queue at a lock file beside the database, and a long writer sees that somebody
 * waits. Only a courtesy: SQLite's own lock still decides. Never the database file itself: opening and
 * closing that outside SQLite would drop its locks. */
#ifndef CLEARBAY_DB_TURN_H
#define CLEARBAY_DB_TURN_H

#include <stdbool.h>

struct turn;

/* Opens `path` + ".turn" (0600). NULL when it cannot be had: then everybody polls as SQLite does. */
struct turn *turn_open(const char *path);
void turn_close(struct turn **turn);

/* Waits for the turn, at most `ms`; without it after that the caller tries SQLite's lock all the same. NULL
 * is fine in all of these. */
void turn_take(struct turn *turn, int ms);
void turn_give(struct turn *turn);

/* True when another writer waits for the turn that this one has. */
bool turn_awaited(const struct turn *turn);

/* After turn_give: sleeps until those who waited have had their turn, at most `ms`. */
void turn_let_others(const struct turn *turn, int ms);

/* Who opens the database: programs share it, or the service owns it, until turn_close. False: the other kind
 * is there. NULL is fine: true. */
bool turn_own(struct turn *turn);
bool turn_share(struct turn *turn);

/* The one writer of price lists: true when it is this handle now. Without a lock file always true. */
bool turn_exclusive(struct turn *turn);
void turn_exclusive_end(struct turn *turn);

#endif
