#include "core/work/skill.h"
#include "core/base/i18n.h"
#include "core/base/word.h"
#include "core/people/people.h"

#include <string.h>

enum status skill_has(struct session *s, int64_t person, const char *certificate, bool *has, struct error *e)
{
    *has = true;
    if (certificate == NULL || certificate[0] == '\0') {
        return ST_OK;
    }
    return person_holds(s, person, certificate, has, e);
}

enum status skill_check(struct session *s, int64_t person, const char *who, const char *certificate,
                        struct error *e)
{
    bool has = false;
    enum status st = skill_has(s, person, certificate, &has, e);
    if (st == ST_OK && !has) {
        return error_set(
            e, ST_REFUSED, "no_certificate",
            _("%s has no certificate \"%s\" today, which this work needs: let somebody do it who has"), who,
            word_text(WORD_CERTIFICATE, certificate));
    }
    return st;
}

enum status skill_check_order(struct session *s, const struct order_rows *rows, int64_t person,
                              const char *who, struct error *e)
{
    enum status st = ST_OK;
    for (size_t i = 0; st == ST_OK && i < rows->line_count; i++) {
        if (strcmp(rows->lines[i].state, "declined") != 0) {
            st = skill_check(s, person, who, rows->lines[i].needs, e);
        }
    }
    return st;
}
