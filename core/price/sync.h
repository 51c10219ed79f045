/* price sync: fetches a source's list and puts it in force. */
#ifndef CLEARBAY_PRICE_SYNC_H
#define CLEARBAY_PRICE_SYNC_H

#include "core/price/import.h"

/* Fetches the sources side by side and puts each list in force as it comes; results[i] is that of sources[i].
 * What goes wrong with a source stands in its result (status "failed"), so that others go on; only the
 * database's failures are returned. Call it outside a transaction: none is open while the network is waited
 * for. */
enum status price_sync(struct session *s, const struct oem_source *const *sources, size_t count,
                       struct price_result *results, struct error *e);

/* The same from a file (contract "price import"). */
enum status price_import_file(struct session *s, const struct oem_source *source, const char *path,
                              struct price_result *result, struct error *e);

#endif
