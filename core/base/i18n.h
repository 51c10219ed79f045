/* Texts in the user's language. _() translates now, N_() marks a text that is translated later. */
#ifndef CLEARBAY_BASE_I18N_H
#define CLEARBAY_BASE_I18N_H

#include <stdbool.h>

#define _(text)  i18n_text(text)
#define N_(text) text

/* The text in the language of this thread; as it stands when there is no translation. Borrowed for good. */
const char *i18n_text(const char *text) __attribute__((format_arg(1)));

/* Chooses the language of all texts: "auto" (from the environment), "en" or "zh_CN"; NULL is
 * auto. Sets the locale to one that can hold UTF-8 when the environment's cannot. Call it once
 * before other threads start. The catalogue is looked for beside the program, then below PREFIX. */
void i18n_start(const char *language);

/* For the service, which answers everybody in his own language: from now on threads may choose theirs. Call
 * it after i18n_start, before other threads start, in a program that starts no others (it sets LANGUAGE). */
void i18n_serve(void);

/* The language of this thread's texts from now on, "en" or "zh_CN" (anything else is "en"). Threads begin
 * with what i18n_start chose. */
void i18n_speak(const char *language);
/* What this thread speaks, and what i18n_start chose: "en" or "zh_CN". */
const char *i18n_language(void);
const char *i18n_default(void);

/* What the errno means, in the language of this thread: strerror's is that of the process. Borrowed for good.
 */
const char *i18n_errno(int number);

/* True when texts are Chinese: picks name_local and the Chinese column of tables kept as data. */
bool i18n_is_chinese(void);

#endif
