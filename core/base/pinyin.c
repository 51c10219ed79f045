#include "core/base/pinyin.h"
#include "core/base/text.h"

#include <stdint.h>
#include <string.h>

/* The letters that a run of characters may have spelled so far, as a set of their numbers: all ways are
 * followed side by side, so that no name takes long however many readings its characters have. */
typedef uint64_t spelled;
enum { LETTERS_MAX = 63 };

bool pinyin_is_word(const char *word)
{
    size_t n = strspn(word, "abcdefghijklmnopqrstuvwxyz");
    return n >= PINYIN_LETTERS_MIN && n <= LETTERS_MAX && word[n] == '\0';
}

const char *pinyin_readings(int32_t cp)
{
    return cp >= PINYIN_FIRST && cp <= PINYIN_LAST ? pinyin_sets[pinyin_set_of[cp - PINYIN_FIRST]] : "";
}

/* One reading of a character from the letter `at` on: adds where it may lead. True: all letters are spelled,
 * the last reading perhaps cut short. */
static bool read_one(const char *reading, size_t n, const char *letters, size_t at, spelled *next)
{
    size_t same = 0;
    while (same < n && letters[at + same] == reading[same]) {
        same++;
    }
    if (same == 0) {
        return false;
    }
    *next |= (spelled)1 << (at + 1); /* its first letter alone */
    if (same == n) {
        *next |= (spelled)1 << (at + n);
    }
    return letters[at + same] == '\0';
}

/* A character in all its readings, from every place that the letters may have come to. */
static bool read_character(const char *readings, const char *letters, spelled now, spelled *next)
{
    for (; *readings != '\0'; readings += *readings == ',' ? 1 : 0) {
        size_t n = strcspn(readings, ",");
        for (size_t at = 0; letters[at] != '\0'; at++) {
            if ((now >> at & 1) != 0 && read_one(readings, n, letters, at, next)) {
                return true;
            }
        }
        readings += n;
    }
    return false;
}

/* A letter or digit within the run stands for itself. */
static bool read_ascii(char c, const char *letters, spelled now, spelled *next)
{
    for (size_t at = 1; letters[at] != '\0'; at++) {
        if ((now >> at & 1) != 0 && letters[at] == c) {
            *next |= (spelled)1 << (at + 1);
            if (letters[at + 1] == '\0') {
                return true;
            }
        }
    }
    return false;
}

bool pinyin_matches(const char *text, const char *letters)
{
    spelled now = 0;
    if (strlen(letters) > LETTERS_MAX) {
        return false;
    }
    while (*text != '\0') {
        int32_t cp = 0;
        size_t n = text_decode(text, strlen(text), &cp);
        spelled next = 0;
        bool whole = n <= 1 ? read_ascii(*text, letters, now, &next)
                            : read_character(pinyin_readings(cp), letters, now | 1, &next);
        if (whole) {
            return true;
        }
        now = next;
        text += n > 0 ? n : 1;
    }
    return false;
}
