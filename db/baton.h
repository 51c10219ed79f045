/* Whose turn it is to write among the threads of one process: in the order in which they came. */
#ifndef CLEARBAY_DB_BATON_H
#define CLEARBAY_DB_BATON_H

#include <stdbool.h>

struct baton;

/* NULL when memory is out. */
struct baton *baton_new(void);
void baton_free(struct baton **baton);

/* Waits for the turn, at most `ms`; false: it was not had. */
bool baton_take(struct baton *baton, int ms);
void baton_give(struct baton *baton);

/* True when another thread waits for the turn. */
bool baton_awaited(struct baton *baton);

#endif
