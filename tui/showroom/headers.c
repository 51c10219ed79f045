#include "tui/showroom/headers.h"

#include <string.h>
#include <strings.h>

enum { LIKED = 1000 /* a weight of 1 in thousandths */, UNNAMED = -1 };

/* ";q=0.8" in thousandths; what is no weight counts as 1. */
static int weight(const char *p, const char *end)
{
    p = memchr(p, ';', (size_t)(end - p));
    for (; p != NULL && p < end && (*p == ';' || *p == ' ' || *p == '\t'); p++) {
    }
    if (p == NULL || end - p < 3 || strncasecmp(p, "q=", 2) != 0 || p[2] < '0' || p[2] > '1') {
        return LIKED;
    }
    int value = (p[2] - '0') * LIKED, place = LIKED / 10;
    for (p += 3; p < end && (*p == '.' || (*p >= '0' && *p <= '9')); p++) {
        if (*p != '.') {
            value += (*p - '0') * place;
            place /= 10;
        }
    }
    return value < LIKED ? value : LIKED;
}

/* "zh", "zh-CN", "zh_TW;q=0.5" and not "zhuang". */
static bool is_language(const char *p, const char *end, const char *language)
{
    size_t n = strlen(language);
    return (size_t)(end - p) >= n && strncasecmp(p, language, n) == 0 &&
           (p + n == end || strchr("-_; \t", p[n]) != NULL);
}

bool headers_want_chinese(const char *accepted, bool otherwise)
{
    int chinese = UNNAMED, english = UNNAMED, any = UNNAMED;
    bool chinese_first = false;
    for (const char *p = accepted != NULL ? accepted : ""; *p != '\0'; p += *p == ',') {
        p += strspn(p, " \t");
        const char *end = p + strcspn(p, ",");
        int liked = weight(p, end);
        if (is_language(p, end, "zh")) {
            chinese_first = chinese_first || english < liked;
            chinese = liked > chinese ? liked : chinese;
        } else if (is_language(p, end, "en")) {
            english = liked > english ? liked : english;
        } else if (is_language(p, end, "*")) {
            any = liked;
        }
        p = end;
    }
    bool named = chinese != UNNAMED || english != UNNAMED;
    chinese = chinese == UNNAMED ? any : chinese;
    english = english == UNNAMED ? any : english;
    if (!named || (chinese <= 0 && english <= 0)) {
        return otherwise;
    }
    return chinese == english ? chinese_first : chinese > english;
}

bool headers_know(const char *if_none_match, const char *tag)
{
    size_t n = strlen(tag);
    for (const char *p = if_none_match != NULL ? if_none_match : ""; *p != '\0'; p += *p == ',') {
        p += strspn(p, " \t");
        p += strncmp(p, "W/", 2) == 0 ? 2 : 0;
        size_t len = strcspn(p, ",");
        while (len > 0 && (p[len - 1] == ' ' || p[len - 1] == '\t')) {
            len--;
        }
        if ((len == n && strncmp(p, tag, n) == 0) || (len == 1 && *p == '*')) {
            return true;
        }
        p += strcspn(p, ",");
    }
    return false;
}
