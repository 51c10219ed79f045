#include "tests/bench/queries.h"

#include <time.h>

/* Typed from the left: every beginning of each text is a query. */
const struct query_kind queries[] = {
    {"number",
     {"10001-17074", "1100000", "AA100000", "97K-008", "32K018", "12345-67", "UR118714", "9", "11"}},
    {"within a number", {"170747", "0000653", "018042", "008-042", "714347", "42-B", "99999"}},
    {"English", {"brake", "oil filt", "battery", "sensor", "assembly", "front", "windscre", "o-ring"}},
    {"two words", {"br pa", "oil filt", "fro br", "rear sen", "left bra", "kit oil", "s a"}},
    {"Chinese", {"机油", "制动盘", "动力电池模组", "前", "总成", "滤", "密封件"}},
    {"pinyin", {"jy", "jiyou", "zdp", "zhidongp", "lqq", "qzd", "chuangan", "dldcmz"}},
    {"mixed", {"左前 zdp", "前 brak", "机油 kit", "zdp rep", "brake 100", "后 1100"}},
    {"no hit", {"zzqx", "qqqq", "龘", "99999999", "brake zz", "xvxvxv", "机机机", "iuv"}},
};
const size_t query_kinds = sizeof queries / sizeof *queries;

size_t query_beginning(const char *text, int n)
{
    size_t at = 0;
    for (; n > 0 && text[at] != '\0'; n--) {
        at++;
        while (((unsigned char)text[at] & 0xc0) == 0x80) {
            at++;
        }
    }
    return n > 0 ? 0 : at;
}

double bench_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

int bench_by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}
