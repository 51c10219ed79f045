/* What the keys of arguments and answers are called, and their values where those are words of the contract;
 * in the user's language. All texts are borrowed. */
#ifndef CLEARBAY_TUI_CLI_SHOW_WORDS_H
#define CLEARBAY_TUI_CLI_SHOW_WORDS_H

/* The heading of a key; NULL when there is none. */
const char *show_label_known(const char *key);
/* The same; the key itself when there is none. */
const char *show_label(const char *key);

/* The word for a value of the key in the list with that name ("" outside of a list): ("orders", "stage",
 * "waiting-parts") -> "waiting for parts". NULL: it is no word of the contract. */
const char *show_word_known(const char *list, const char *key, const char *value);
/* The same; the value itself when it is none. */
const char *show_word(const char *list, const char *key, const char *value);

#endif
