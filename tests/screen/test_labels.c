/* Every key that a form or an answer shows has a label, and every value that is a word of the contract has a
 * word that people use: the whole table of commands is walked over a workshop in which all has happened. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/i18n.h"
#include "core/command/command.h"
#include "tests/screen/workshop.h"
#include "tui/cli/show_words.h"
#include "tui/console/keymap.h"
#include "tui/console/screen_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int missing;

/* Whether `word` is one of the words in `list`, which blanks separate. */
static bool is_in(const char *list, const char *word)
{
    size_t n = strlen(word);
    for (const char *p = strstr(list, word); n > 0 && p != NULL; p = strstr(p + 1, word)) {
        if ((p == list || p[-1] == ' ') && (p[n] == ' ' || p[n] == '\0')) {
            return true;
        }
    }
    return false;
}

/* Typed by people, or numbers, names and addresses; or codes with their text in the member beside them. */
static const char free_values[] =
    "added_by advisor advisor_name at_list bays bay brand by call_back_outcome cause chain change changes "
    "closes_hour code "
    "column "
    "comeback_of concern concerns content content_hash core_charge correction currency customer database "
    "decided_by difference digest discount_percent effective error field file format from gross group h hash "
    "head hours issued_by item item_text key kind_text labour_saved language last_head last_order last_value "
    "line list_price list_source made_by manager meaning message missing missing_code name name_local new "
    "note "
    "odometer of old open_order opens_hour order origin outlet outlet_name page panel panel_text part "
    "part_no "
    "path pdf percent phone plate price_after price_before price_group price_now problems protocol qr qty "
    "query "
    "question question_en question_zh reason restarted_by restores rule saved signature source subject "
    "stays superseded_by technician technician_name terminal text ticket timezone to total total_authorised "
    "total_shown unit unit_price user value vin version void_reason warnings where who what h_text day until "
    "damage_kind amber red title group_text";

static bool is_plain(const char *text)
{
    return text[0] == '\0' || text[strspn(text, "0123456789.-:TZ ")] == '\0';
}

static void check_label(const char *id, const char *key)
{
    if (show_label_known(key) == NULL) {
        printf("# %s: no label for the key %s\n", id, key);
        missing++;
    }
}

static void check_value(const char *id, const char *list, const char *key, const char *text)
{
    /* what a part or a damage is called stands beside its code */
    bool coded = strcmp(list, "panels") == 0 || strcmp(list, "kinds") == 0 ||
                 (strcmp(list, "damage") == 0 && strcmp(key, "kind") == 0);
    bool is_check = strcmp(list, "checks") == 0 && strcmp(key, "name") == 0; /* other names are people's */
    bool is_free = !is_check && is_in(free_values, key);
    if (!coded && !is_free && !is_plain(text) && show_word_known(list, key, text) == NULL) {
        printf("# %s: no word for the value %s of %s in \"%s\"\n", id, text, key, list);
        missing++;
    }
}

/* As show_result walks an answer. */
static void check_members(const char *id, const char *list, const json_t *object)
{
    const char *key;
    json_t *value, *one;
    size_t i;
    json_object_foreach((json_t *)(uintptr_t)object, key, value)
    {
        check_label(id, key);
        if (json_is_string(value)) {
            check_value(id, list, key, json_string_value(value));
        } else if (json_is_object(value) && !is_in("content changes", key)) {
            check_members(id, key, value);
        }
        json_array_foreach(value, i, one)
        {
            if (json_is_object(one) && (strcmp(key, "changes") != 0 || answer_has(one, "part_no"))) {
                check_members(id, key, one);
            } else if (json_is_string(one)) {
                check_value(id, "", key, json_string_value(one));
            }
        }
    }
}

static void done(struct workshop *w, const char *id, json_t *params)
{
    json_t *answer = workshop_run(w, id, params);
    check_members(id, "", answer);
    json_decref(answer);
}

static void inspect_and_sign(struct workshop *w, const char *level)
{
    size_t i;
    const json_t *item;
    json_t *list = workshop_run(w, "order.inspection", json_pack("{s:s,s:s}", "order", "1", "level", level));
    json_array_foreach(json_object_get(list, "items"), i, item)
    {
        json_t *params = json_pack("{s:s,s:s,s:s,s:s}", "order", "1", "level", level, "item",
                                   answer_text(item, "item"), "result", "green");
        params_text(params, "value", answer_has(item, "unit") ? "80" : "");
        if (answer_true(item, "applies")) {
            workshop_change(w, "inspect", params);
        } else {
            json_decref(params);
        }
    }
    json_decref(list);
    done(w, "order.ready", json_pack("{s:s,s:s}", "order", "1", "level", level));
    done(w, "sign", json_pack("{s:s,s:s,s:s}", "order", "1", "level", level, "pin", PIN));
}

static void manage(struct workshop *w)
{
    done(w, "bay.add", json_pack("{s:s}", "bay", "B1"));
    done(w, "user.certify", json_pack("{s:s,s:s}", "user", "tec", "cert", "basic"));
    workshop_change(w, "user.certify", json_pack("{s:s,s:s}", "user", "qin", "cert", "basic"));
    done(w, "user.add", json_pack("{s:s,s:s,s:s}", "user", "new", "role", "advisor", "new_pin", "once-only"));
    done(w, "guarantee.set", json_pack("{s:s,s:i,s:i}", "kind", "part", "km", 30000, "days", 400));
    done(w, "vague.add", json_pack("{s:s,s:s}", "text", "check brakes", "question", "What was measured?"));
    workshop_list(w, "No,Name,Unit,Price\n90915-YZZD4,Oil filter,pc,580.00\n");
    done(w, "price.sync", NULL);
}

static void repair(struct workshop *w)
{
    workshop_as(w, "adv", PIN);
    done(w, "order.open",
         json_pack("{s:s,s:s,s:s,s:i}", "plate", "京A12345", "concern", "brakes squeal", "customer", "王芳",
                   "odometer", 58300));
    done(w, "damage.add", json_pack("{s:s,s:s,s:s}", "order", "1", "panel", "boot", "kind", "dent"));
    inspect_and_sign(w, "advisor");
    done(w, "order.assign", json_pack("{s:s,s:s,s:s}", "order", "1", "technician", "tec", "bay", "B1"));
    done(w, "order.promise",
         json_pack("{s:s,s:s,s:s}", "order", "1", "time", "2099-01-01T10:00", "reason", "parts are late"));
    done(w, "order.add_part", json_pack("{s:s,s:s,s:s}", "order", "1", "part", "90915-YZZD4", "qty", "1"));
    done(w, "order.add_labour",
         json_pack("{s:s,s:s,s:s,s:s,s:s,s:s}", "order", "1", "op", "BR1", "hours", "1", "text",
                   "pads replaced", "needs", "basic", "guarantee", "minor"));
    done(w, "order.authorise", json_pack("{s:s,s:s,s:s}", "order", "1", "by", "王芳", "how", "phone"));
    done(w, "undo", NULL);
    done(w, "redo", NULL);
    workshop_as(w, "tec", PIN);
    done(w, "order.diagnose",
         json_pack("{s:s,s:s,s:s}", "order", "1", "cause", "pads worn to 1 mm", "hours", "1"));
    done(w, "order.start", json_pack("{s:s,s:s}", "order", "1", "line", "2"));
    done(w, "order.done", json_pack("{s:s,s:s}", "order", "1", "line", "2"));
    inspect_and_sign(w, "technician");
    workshop_as(w, "qin", PIN);
    inspect_and_sign(w, "qc");
    workshop_as(w, "adv", PIN);
    done(w, "order.deliver", json_pack("{s:s,s:i}", "order", "1", "odometer", 58310));
    done(w, "order.certificate", json_pack("{s:s}", "order", "1"));
    done(w, "order.call_back",
         json_pack("{s:s,s:s,s:s}", "order", "1", "result", "comeback", "outcome", "it squeals"));
    done(w, "order.open",
         json_pack("{s:s,s:s,s:s}", "plate", "京A12345", "concern", "brakes squeal", "comeback", "1"));
    done(w, "order.stage", json_pack("{s:s,s:s}", "order", "2", "stage", "waiting-approval"));
    done(w, "draft.save", json_pack("{s:s,s:s}", "form", "order.open", "content", "{\"plate\":\"京A1\"}"));
}

/* Arguments with which a command that only looks has something to show. */
static json_t *looking_params(const struct command *c)
{
    static const struct {
        const char *name, *value;
    } values[] = {{"order", "1"},          {"query", "oil"},         {"level", "technician"},
                  {"part", "90915-YZZD4"}, {"customer", "京A12345"}, {"source", "demo"}};
    json_t *params = json_object();
    for (const struct arg *a = c->args; a != NULL && a->name != NULL; a++) {
        for (size_t i = 0; (a->flags & ARG_NEEDED) != 0 && i < sizeof values / sizeof *values; i++) {
            if (strcmp(values[i].name, a->name) == 0) {
                params_text(params, a->name, values[i].value);
            }
        }
    }
    return params;
}

static bool only_looks(const struct command *c)
{
    bool looks = (c->flags & (CMD_CHANGES | CMD_LOCAL)) == 0 && c->run != NULL && keymap_offered(c);
    bool makes = is_in("backup price.sync price.import price.reject price.rollback customer.erase draft.save "
                       "draft.drop order.ready",
                       c->id);
    return looks && !makes;
}

static void check_arguments(const struct command *c)
{
    for (const struct arg *a = c->args; a != NULL && a->name != NULL; a++) {
        check_label(c->id, a->name);
        for (const char *p = a->choices; a->type == ARG_CHOICE && *p != '\0';) {
            char value[64];
            size_t n = strcspn(p, "|");
            snprintf(value, sizeof value, "%.*s", (int)n, p);
            check_value(c->id, "guarantees", a->name, value);
            p += n + (p[n] == '|' ? 1 : 0);
        }
    }
}

static void test_labels(void **state)
{
    struct workshop *w = *state;
    const char *language = getenv("SCREEN_LANGUAGE");
    i18n_start(language != NULL ? language : "en");
    missing = 0;
    manage(w);
    repair(w);
    for (size_t i = 0; i < command_count; i++) {
        const struct command *c = &command_table[i];
        if (only_looks(c)) {
            workshop_as(w, (c->roles & ROLE_MANAGER) != 0 && c->roles != (unsigned)ROLE_ANY ? "mgr" : "adv",
                        PIN);
            done(w, c->id, looking_params(c));
        }
        if (c->run != NULL && keymap_offered(c)) {
            check_arguments(c);
        }
    }
    assert_int_equal(missing, 0);
}

/* Words that have another one in every Chinese text. */
static const char *const others[] = {"VIN",      "时钟",     "授权",   "修订",     "价目价",
                                     "离开",     "零件",     "未交付", "崩口",     "在柜台",
                                     "未通过：", "尚不知道", "Left：", "从 0 起的"};
enum { OTHERS = sizeof others / sizeof *others };

/* What people may type to find a command is no text that the program says. */
static bool is_also(const char *line)
{
    bool found = false;
    for (size_t i = 0; !found && i < command_count; i++) {
        const char *also = command_also(&command_table[i]);
        found = also[0] != '\0' && strstr(line, also) != NULL;
    }
    return found;
}

/* The Chinese texts have one word for one thing: the other of each pair stands in none of them. Nor does a
 * sentence end in half-width marks. */
static void test_chinese_words(void **state)
{
    static const char *const halves[] = {"; ", ": "};
    (void)state;
    i18n_start("zh_CN");
    FILE *file = fopen("core/po/zh_CN.po", "re");
    assert_non_null(file);
    char *line = NULL;
    size_t room = 0, texts = 0, wrong = 0;
    bool chinese = false;
    while (getline(&line, &room, file) > 0) {
        bool first = strncmp(line, "msgstr ", 7) == 0;
        chinese = first || (chinese && line[0] == '"');
        texts += first ? 1 : 0;
        for (size_t i = 0; chinese && i < OTHERS; i++) {
            wrong += strstr(line, others[i]) != NULL ? 1 : 0;
        }
        for (size_t i = 0; chinese && i < sizeof halves / sizeof *halves; i++) {
            const char *half = strstr(line, halves[i]);
            wrong += half != NULL && half > line && (unsigned char)half[-1] >= 0x80 ? 1 : 0;
        }
        if (wrong > 0 && is_also(line)) {
            wrong = 0;
        } else if (wrong > 0) {
            fail_msg("core/po/zh_CN.po: %s", line);
        }
    }
    free(line);
    fclose(file);
    assert_true(texts > 1000);
}

/* Nor do the checklists, which are data. */
static void test_chinese_checklists(void **state)
{
    i18n_start("zh_CN");
    for (size_t l = 0; l < LEVELS; l++) {
        size_t i;
        const json_t *item;
        json_t *list = workshop_run(*state, "checklist", json_pack("{s:s}", "level", levels[l]));
        assert_true(json_array_size(json_object_get(list, "items")) > 0);
        json_array_foreach(json_object_get(list, "items"), i, item)
        {
            for (size_t k = 0; k < OTHERS; k++) {
                assert_null(strstr(answer_text(item, "text"), others[k]));
            }
        }
        json_decref(list);
    }
}

int main(void)
{
    i18n_start("en");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_labels, workshop_set_up, workshop_tear_down),
        cmocka_unit_test(test_chinese_words),
        cmocka_unit_test_setup_teardown(test_chinese_checklists, workshop_set_up, workshop_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
