/* What the settings of an [oem.NAME] section mean together: which format, and where its columns stand. */
#ifndef CLEARBAY_APP_CONFIG_OEM_H
#define CLEARBAY_APP_CONFIG_OEM_H

#include "core/app/config.h"

/* Fills in format and places from the texts and checks that they fit. False: *key is the setting that is
 * wrong, *wanted what is wanted instead (translated, borrowed). */
bool oem_source_settle(struct oem_source *source, const char **key, const char **wanted);

/* The i-th setting that says nothing about lists of this format; NULL behind the last one. */
const char *oem_idle_key(enum oem_format format, size_t i);

#endif
