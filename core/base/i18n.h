/* Texts in the user's language. _() translates now, N_() marks a text that is translated later. */
#ifndef CLEARBAY_BASE_I18N_H
#define CLEARBAY_BASE_I18N_H

#include <libintl.h>
#include <stdbool.h>

#define _(text)  gettext(text)
#define N_(text) text

/* Chooses the language of all texts: "auto" (from the environment), "en" or "zh_CN"; NULL is
 * auto. Sets the locale to one that can hold UTF-8 when the environment's cannot. Call it once
 * before other threads start. The catalogue is looked for beside the program, then below PREFIX. */
void i18n_start(const char *language);

/* True when texts are Chinese: picks name_local and the Chinese column of tables kept as data. */
bool i18n_is_chinese(void);

#endif
