#include "tui/cli/words.h"
#include "core/base/buf.h"
#include "core/base/i18n.h"
#include "core/base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { NAME_ROOM = 64 };

void words_spell(const char *id, char *out, size_t size)
{
    text_copy(out, size, id);
    for (char *p = out; *p != '\0'; p++) {
        *p = (char)(*p == '.' ? ' ' : *p == '_' ? '-' : *p);
    }
}

/* True when the option or word `typed` spells `name` (snake_case) with hyphens. */
static bool spells(const char *typed, const char *name)
{
    for (; *typed != '\0' && *name != '\0'; typed++, name++) {
        if (*typed != (*name == '_' ? '-' : *name)) {
            return false;
        }
    }
    return *typed == *name;
}

struct reading {
    int argc;
    char **argv;
    int at;
    bool only_words; /* behind -- */
    struct words *out;
    struct error *e;
    const struct arg *next; /* the positional argument that the next word belongs to */
};

static enum status usage(struct reading *r, const char *format, ...) __attribute__((format(printf, 2, 3)));

static enum status usage(struct reading *r, const char *format, ...)
{
    char spelled[NAME_ROOM] = "", message[900];
    if (r->out->command != NULL) {
        words_spell(r->out->command->id, spelled, sizeof spelled);
    }
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    return error_set(r->e, ST_USAGE, "usage", _("%s; see: clearbay %s%s--help"), message, spelled,
                     spelled[0] != '\0' ? " " : "");
}

/* The value of an option: behind its '=', else the next word. */
static enum status take_value(struct reading *r, const char *option, const char **value)
{
    const char *equals = strchr(option, '=');
    if (equals != NULL) {
        *value = equals + 1;
        return ST_OK;
    }
    if (r->at >= r->argc) {
        return usage(r, _("%s: its value is missing"), option);
    }
    *value = r->argv[r->at++];
    return ST_OK;
}

static bool is_option(const char *typed, const char *name, bool *with_equals)
{
    char bare[NAME_ROOM];
    size_t n = strcspn(typed, "=");
    if (n >= sizeof bare) {
        return false;
    }
    snprintf(bare, sizeof bare, "%.*s", (int)n, typed);
    *with_equals = typed[n] == '=';
    return spells(bare, name);
}

static enum status add_param(struct reading *r, const struct arg *a, json_t *value)
{
    json_t *params = r->out->params;
    if (value == NULL) {
        return usage(r, _("%s: its value is not UTF-8 text"), a->name);
    }
    if ((a->flags & ARG_REPEATED) != 0) {
        json_t *list = json_object_get(params, a->name);
        if (list == NULL) {
            list = json_array();
            json_object_set_new(params, a->name, list);
        }
        return json_array_append_new(list, value) == 0 ? ST_OK : error_memory(r->e);
    }
    if (json_object_get(params, a->name) != NULL) {
        json_decref(value);
        return usage(r, _("%s is given twice"), a->name);
    }
    return json_object_set_new(params, a->name, value) == 0 ? ST_OK : error_memory(r->e);
}

static enum status add_secret(struct reading *r, const struct arg *a, const char *file)
{
    struct words *w = r->out;
    if (w->secret_count == SECRET_FILES_MAX) {
        return usage(r, _("%s is given twice"), a->name);
    }
    w->secrets[w->secret_count++] = (struct secret_file){.arg = a, .file = file};
    return ST_OK;
}

/* Options that every command has. *known is false for any other. */
static enum status read_global(struct reading *r, const char *option, bool *known)
{
    struct words *w = r->out;
    const struct {
        const char *name;
        const char **value;
    } valued[] = {{"config", &w->config}, {"as", &w->user}, {"pin_file", &w->pin_file}};
    const struct {
        const char *name;
        bool *flag;
    } flags[] = {{"json", &w->json}, {"help", &w->help}, {"version", &w->version}};
    bool equals;
    *known = true;
    for (size_t i = 0; i < sizeof valued / sizeof *valued; i++) {
        if (is_option(option, valued[i].name, &equals)) {
            return take_value(r, option, valued[i].value);
        }
    }
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
        if (spells(option, flags[i].name)) {
            *flags[i].flag = true;
            return ST_OK;
        }
    }
    if (spells(option, "verbose")) {
        w->verbose++;
        return ST_OK;
    }
    *known = false;
    return ST_OK;
}

static enum status read_command_option(struct reading *r, const char *option)
{
    bool equals = false;
    const struct arg *a = r->out->command != NULL ? r->out->command->args : NULL;
    for (; a != NULL && a->name != NULL; a++) {
        char file[NAME_ROOM];
        snprintf(file, sizeof file, "%s_file", a->name);
        const char *value = NULL;
        if ((a->flags & ARG_POSITIONAL) != 0 ||
            !is_option(option, a->type == ARG_PIN ? file : a->name, &equals)) {
            continue;
        }
        if (a->type == ARG_FLAG && !equals) {
            return add_param(r, a, json_true());
        }
        enum status st = take_value(r, option, &value);
        if (st != ST_OK) {
            return st;
        }
        return a->type == ARG_PIN ? add_secret(r, a, value) : add_param(r, a, json_string(value));
    }
    char typed[NAME_ROOM];
    snprintf(typed, sizeof typed, "--%.*s", (int)strcspn(option, "="), option);
    return usage(r, _("there is no option %s"), typed);
}

static enum status read_option(struct reading *r, const char *word)
{
    bool known = false;
    if (word[1] != '-') { /* -v, -vv; nothing else is short, and -5 is no option */
        for (const char *p = word + 1; *p == 'v'; p++) {
            r->out->verbose += 1;
            known = p[1] == '\0';
        }
        if (strcmp(word, "-h") == 0) {
            r->out->help = known = true;
        }
        return known ? ST_OK : usage(r, _("there is no option %s"), word);
    }
    enum status st = read_global(r, word + 2, &known);
    return st != ST_OK || known ? st : read_command_option(r, word + 2);
}

/* Finds the command of one or two words; -1 in *used when the first word is a group's name alone. */
static const struct command *match_command(const char *first, const char *second, int *used)
{
    *used = 0;
    for (size_t i = 0; i < command_count; i++) {
        const struct command *c = &command_table[i];
        const char *dot = strchr(c->id, '.');
        if (c->run == NULL || strncmp(c->id, "session.", 8) == 0) {
            continue; /* the console's own, and what --as does */
        }
        if (dot == NULL && spells(first, c->id)) {
            *used = 1;
            return c;
        }
        size_t n = dot == NULL ? 0 : (size_t)(dot - c->id);
        if (dot == NULL || strlen(first) != n || strncmp(first, c->id, n) != 0) {
            continue;
        }
        *used = -1;
        if (second != NULL && spells(second, dot + 1)) {
            *used = 2;
            return c;
        }
    }
    return NULL;
}

static const struct arg *next_word(const struct arg *a)
{
    while (a != NULL && a->name != NULL && (a->flags & ARG_POSITIONAL) == 0) {
        a++;
    }
    return a;
}

static enum status read_command(struct reading *r, const char *first)
{
    const char *second = r->at < r->argc && r->argv[r->at][0] != '-' ? r->argv[r->at] : NULL;
    int used = 0;
    r->out->command = match_command(first, second, &used);
    if (r->out->command != NULL) {
        r->at += used - 1;
        r->next = next_word(r->out->command->args);
        return ST_OK;
    }
    if (used < 0) {
        r->out->group = first;
        if (second == NULL) {
            return ST_OK; /* `clearbay order` and `clearbay order --help` list the group */
        }
        char both[NAME_ROOM * 2];
        snprintf(both, sizeof both, "%.60s %.60s", first, second);
        return usage(r, _("there is no command %s"), both);
    }
    return usage(r, _("there is no command %s"), first);
}

/* A word behind the command: the next positional argument, or more of the last one. */
static enum status read_word(struct reading *r, const char *word)
{
    const struct arg *a = r->next;
    if (a == NULL || a->name == NULL) {
        return usage(r, _("\"%s\" is one word too many (a text of several words stands in quotes)"), word);
    }
    json_t *before = json_object_get(r->out->params, a->name);
    if ((a->flags & ARG_JOINED) != 0 && before != NULL) {
        json_t *joined = json_sprintf("%s %s", json_string_value(before), word);
        return joined != NULL && json_object_set_new(r->out->params, a->name, joined) == 0
                   ? ST_OK
                   : usage(r, _("%s: its value is not UTF-8 text"), a->name);
    }
    if ((a->flags & (ARG_JOINED | ARG_REPEATED)) == 0) {
        r->next = next_word(a + 1);
    }
    return add_param(r, a, json_string(word));
}

/* `-5` and `-` are values, `--x` and `-v` options; behind `--` all are words. */
static bool looks_like_option(const struct reading *r, const char *word)
{
    return !r->only_words && word[0] == '-' && word[1] != '\0' && !(word[1] >= '0' && word[1] <= '9');
}

enum status words_read(int argc, char **argv, struct words *out, struct error *e)
{
    *out = (struct words){.params = json_object()};
    struct reading r = {.argc = argc, .argv = argv, .at = 1, .out = out, .e = e};
    enum status st = out->params == NULL ? error_memory(e) : ST_OK;
    for (int i = 1; i < argc; i++) { /* so that every error is said in the wanted form */
        out->json = out->json || strcmp(argv[i], "--json") == 0;
    }
    while (st == ST_OK && r.at < argc) {
        const char *word = argv[r.at++];
        if (!r.only_words && strcmp(word, "--") == 0) {
            r.only_words = true;
        } else if (looks_like_option(&r, word)) {
            st = read_option(&r, word);
        } else {
            st = out->command == NULL && out->group == NULL ? read_command(&r, word) : read_word(&r, word);
        }
    }
    return st;
}

void words_free(struct words *w)
{
    json_decref(w->params);
    w->params = NULL;
}
