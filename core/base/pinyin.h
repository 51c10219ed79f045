/* Chinese names by the letters that people type: initials (jy), whole syllables (jiyou), or both mixed (jiy),
 * in any reading of a character (调: tiao and diao). */
#ifndef CLEARBAY_BASE_PINYIN_H
#define CLEARBAY_BASE_PINYIN_H

#include <stdbool.h>
#include <stdint.h>

enum { PINYIN_FIRST = 0x4E00, PINYIN_LAST = 0x9FFF, PINYIN_LETTERS_MIN = 2 };

/* Readings of the characters from PINYIN_FIRST on: "tiao,diao"; "" for none. Made from Unicode's
 * Unihan_Readings when the program is built. */
extern const char *const pinyin_sets[];
extern const unsigned short pinyin_set_of[PINYIN_LAST - PINYIN_FIRST + 1];

/* All readings of a character, parted by commas; "" when it has none. */
const char *pinyin_readings(int32_t cp);

/* True for a word of small letters that may be pinyin. */
bool pinyin_is_word(const char *word);

/* True when some run of characters in `text` (folded UTF-8) reads as the letters: each character by its first
 * letter or a whole reading, the last one perhaps cut short. Letters and digits within the run stand for
 * themselves. */
bool pinyin_matches(const char *text, const char *letters);

#endif
