/* A workshop that is backed up to `copy` and restored at `place`, for the tests of keeping its data. */
#ifndef CLEARBAY_TESTS_KEEPING_H
#define CLEARBAY_TESTS_KEEPING_H

#include "tests/unit/repair.h"

#include "core/keep/keep.h"
#include "core/people/people.h"
#include "core/trust/workshop_key.h"

#include <sodium.h>
#include <sys/stat.h>

struct keeping {
    struct workshop *w;
    bool verified;
    char copy[128], copy_pepper[140], place[128], place_pepper[140];
    struct config config; /* of the place that is restored to */
    struct app app;
    struct session s;
};

static inline int keep_set_up(void **state)
{
    struct keeping *k = calloc(1, sizeof *k);
    struct order_state o = {0};
    void *workshop = NULL;
    assert_non_null(k);
    workshop_set_up(&workshop);
    struct workshop *w = k->w = workshop;
    assert_true(sodium_init() >= 0);
    assert_int_equal(app_pepper(&w->app, true, &w->e), ST_OK);
    workshop_as(w, "mia");
    OK(w, person_set_pin(&w->s, "mia", "mia's pin", &w->e));
    assert_int_equal(workshop_key_ensure(&w->s, &w->e), ST_OK);
    repair_all(w, "京A10001", &o);
    snprintf(k->copy, sizeof k->copy, "%s/copy.db", w->folder);
    snprintf(k->copy_pepper, sizeof k->copy_pepper, "%s.pepper", k->copy);
    snprintf(k->place, sizeof k->place, "%s/other/place/clearbay.db", w->folder);
    snprintf(k->place_pepper, sizeof k->place_pepper, "%s.pepper", k->place);
    k->config = w->config;
    k->config.database_path = k->place;
    k->app.config = &k->config;
    k->s.app = &k->app;
    *state = k;
    return 0;
}

static inline int keep_tear_down(void **state)
{
    struct keeping *k = *state;
    void *workshop = k->w;
    char command[200];
    db_close(&k->app.db);
    session_clear_notes(&k->s);
    snprintf(command, sizeof command, "rm -rf '%s'/*", k->w->folder);
    int gone = system(command);
    assert_int_equal(gone, 0);
    free(k);
    return workshop_tear_down(&workshop);
}

static inline bool there(const char *path)
{
    struct stat is;
    return lstat(path, &is) == 0;
}

static inline mode_t mode_of(const char *path)
{
    struct stat is;
    assert_int_equal(stat(path, &is), 0);
    return is.st_mode & 0777;
}

#define FAILS(k, status, word, call)                                                                         \
    do {                                                                                                     \
        (k)->w->e = ERROR_NONE;                                                                              \
        assert_int_equal(call, status);                                                                      \
        assert_string_equal((k)->w->e.code, word);                                                           \
        assert_true((k)->w->e.message[0] != '\0');                                                           \
    } while (0)

static inline void backup(struct keeping *k)
{
    assert_int_equal(keep_backup(&k->w->s, k->copy, &k->verified, &k->w->e), ST_OK);
}

static inline bool noted(const struct session *s, const char *words)
{
    bool found = false;
    for (size_t i = 0; i < s->note_count; i++) {
        found = found || strstr(s->notes[i], words) != NULL;
    }
    return found;
}

#endif
