/* Prints what the command table and the table of settings say: parts of the manual, completions, the cheat
 * sheet. Usage: doc-gen commands|keys|settings|bash|zsh|cheatsheet en|zh_CN */
#include "core/app/config.h"
#include "core/base/buf.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/command/command.h"
#include "tui/cli/help.h"
#include "tui/cli/words.h"

#include <stdio.h>
#include <string.h>

enum { OUT_MAX = 4 * 1024 * 1024, SPELL_SIZE = 64, KEYS_COLUMNS = 16, SPELL_COLUMNS = 26 };

/* Text for roff: a backslash and a hyphen are written out, a dot or quote at the start is no request. */
static void roff(struct buf *out, const char *text)
{
    if (*text == '.' || *text == '\'') {
        buf_adds(out, "\\&");
    }
    for (; *text != '\0'; text++) {
        if (*text == '\\') {
            buf_adds(out, "\\e");
        } else if (*text == '-') {
            buf_adds(out, "\\-");
        } else if (*text == '|') {
            buf_adds(out, "|\\:"); /* a line may break here */
        } else {
            buf_addc(out, *text);
        }
    }
}

static void commands(struct buf *out)
{
    for (size_t i = 0; i < command_count; i++) {
        const struct command *c = &command_table[i];
        struct buf text;
        if (!help_is_listed(c)) {
            continue;
        }
        buf_init(&text, OUT_MAX);
        help_usage(c, &text);
        buf_adds(out, ".PP\n.B ");
        roff(out, text.data + strlen("clearbay "));
        buf_adds(out, "\n.RS\n");
        roff(out, _(c->summary));
        buf_adds(out, "\n");
        for (const struct arg *a = c->args; a != NULL && a->name != NULL; a++) {
            buf_clear(&text);
            help_argument(a, &text);
            buf_adds(out, ".TP\n.I ");
            roff(out, text.data);
            buf_adds(out, "\n");
            roff(out, _(a->help));
            if (a->type == ARG_CHOICE && (a->flags & ARG_POSITIONAL) != 0) {
                buf_adds(out, ": ");
                roff(out, a->choices);
            }
            buf_adds(out, "\n");
        }
        buf_clear(&text);
        help_roles(c, &text);
        buf_adds(out, ".PP\n");
        roff(out, _("Who may:"));
        buf_adds(out, " ");
        roff(out, text.data);
        buf_adds(out, "\n.RE\n");
        buf_free(&text);
    }
}

/* Where keys work, in the order of a day. */
static const struct {
    unsigned context;
    const char *title;
} contexts[] = {
    {CTX_GLOBAL, N_("On every screen")},    {CTX_BOARD, N_("On the board")},
    {CTX_ORDER, N_("On an order")},         {CTX_INSPECT, N_("In an inspection")},
    {CTX_PRICE, N_("In the price lookup")}, {CTX_FORM, N_("In a form")},
};

static void keys(struct buf *out)
{
    for (size_t w = 0; w < sizeof contexts / sizeof *contexts; w++) {
        buf_adds(out, ".SS ");
        roff(out, _(contexts[w].title));
        buf_adds(out, "\n");
        for (size_t i = 0; i < command_count; i++) {
            const struct command *c = &command_table[i];
            if (c->keys != NULL && (c->contexts & contexts[w].context) != 0) {
                buf_adds(out, ".TP\n.B ");
                roff(out, c->keys);
                buf_adds(out, "\n");
                roff(out, _(c->summary));
                buf_adds(out, "\n");
            }
        }
    }
}

static void settings(struct buf *out)
{
    struct config_key key;
    struct buf allowed;
    const char *section = "";
    buf_init(&allowed, OUT_MAX);
    for (size_t i = 0; config_describe(i, &key, &allowed); i++) {
        if (strcmp(section, key.section) != 0) {
            section = key.section;
            buf_addf(out, ".SS [%s]\n", strcmp(section, "oem") == 0 ? "oem.NAME" : section);
        }
        buf_addf(out, ".TP\n.B %s\n", key.name);
        roff(out, key.help);
        if (allowed.len > 0) {
            buf_adds(out, " (");
            roff(out, allowed.data);
            buf_adds(out, ")");
        }
        if (key.otherwise != NULL) {
            buf_adds(out, "\n.br\n");
            roff(out, _("Default:"));
            buf_adds(out, " ");
            roff(out, key.otherwise[0] != '\0' ? key.otherwise : _("empty"));
        }
        buf_adds(out, "\n");
    }
    buf_free(&allowed);
}

/* "order" of order.open, once for each group. */
static bool first_of_group(size_t i, char group[SPELL_SIZE])
{
    const char *id = command_table[i].id;
    snprintf(group, SPELL_SIZE, "%.*s", (int)strcspn(id, "."), id);
    for (size_t k = 0; k < i; k++) {
        size_t n = strlen(group);
        if (help_is_listed(&command_table[k]) && strncmp(command_table[k].id, group, n) == 0 &&
            (command_table[k].id[n] == '.' || command_table[k].id[n] == '\0')) {
            return false;
        }
    }
    return help_is_listed(&command_table[i]);
}

static void option_words(const struct command *c, struct buf *out)
{
    for (const struct arg *a = c->args; a != NULL && a->name != NULL; a++) {
        struct buf one;
        if ((a->flags & ARG_POSITIONAL) != 0 || ((c->flags & CMD_PIN) != 0 && a->type == ARG_PIN)) {
            continue;
        }
        buf_init(&one, OUT_MAX);
        help_argument(a, &one);
        buf_addf(out, " %.*s", (int)strcspn(one.data, " "), one.data);
        buf_free(&one);
    }
}

/* The choices of a command's words. */
static void choice_words(const struct command *c, struct buf *out)
{
    for (const struct arg *a = c->args; a != NULL && a->name != NULL; a++) {
        if (a->type == ARG_CHOICE && (a->flags & ARG_POSITIONAL) != 0) {
            buf_addf(out, " %s", a->choices);
        }
    }
    for (char *p = out->data; *p != '\0'; p++) {
        *p = *p == '|' ? ' ' : *p;
    }
}

static const char option_list[] = "--as --pin-file --json --config -v --help --version";

static void groups(struct buf *out)
{
    for (size_t i = 0; i < command_count; i++) {
        char group[SPELL_SIZE];
        if (first_of_group(i, group)) {
            buf_addf(out, " %s", group);
        }
    }
}

/* The cases of both shells: "order") its commands; "order open") its options and choices. */
static void cases(struct buf *out, const char *set)
{
    for (size_t i = 0; i < command_count; i++) {
        char group[SPELL_SIZE], spelled[SPELL_SIZE];
        if (!first_of_group(i, group)) {
            continue;
        }
        struct buf words;
        buf_init(&words, OUT_MAX);
        for (size_t k = i; k < command_count; k++) {
            size_t n = strlen(group);
            if (help_is_listed(&command_table[k]) && strncmp(command_table[k].id, group, n) == 0 &&
                command_table[k].id[n] == '.') {
                words_spell(command_table[k].id, spelled, sizeof spelled);
                buf_addf(&words, " %s", spelled + n + 1);
            }
        }
        if (words.len > 0) {
            buf_addf(out, "    \"%s\") %s\"%s\" ;;\n", group, set, words.data + 1);
        }
        buf_free(&words);
    }
    for (size_t i = 0; i < command_count; i++) {
        const struct command *c = &command_table[i];
        char spelled[SPELL_SIZE];
        if (help_is_listed(c)) {
            struct buf words;
            buf_init(&words, OUT_MAX);
            choice_words(c, &words);
            option_words(c, &words);
            words_spell(c->id, spelled, sizeof spelled);
            buf_addf(out, "    \"%s\") %s\"%s\" ;;\n", spelled, set, words.len > 0 ? words.data + 1 : "");
            buf_free(&words);
        }
    }
}

/* The options whose value is a file, or one of a few words. */
static void values(struct buf *out, const char *set, const char *files)
{
    buf_addf(out, "    --config|--pin-file|--new-pin-file) %s ;;\n", files);
    for (size_t i = 0; i < command_count; i++) {
        for (const struct arg *a = command_table[i].args; a != NULL && a->name != NULL; a++) {
            bool option = a->type == ARG_CHOICE && (a->flags & ARG_POSITIONAL) == 0;
            struct buf name, words;
            buf_init(&name, OUT_MAX);
            buf_init(&words, OUT_MAX);
            help_argument(a, &name);
            name.data[strcspn(name.data, " ")] = '\0';
            buf_addf(&words, "    %s) ", name.data);
            if (option && strstr(out->data, words.data) == NULL) {
                buf_addf(out, "    %s) %s\"", name.data, set);
                for (const char *p = a->choices; *p != '\0'; p++) {
                    buf_addc(out, *p == '|' ? ' ' : *p);
                }
                buf_adds(out, "\" ;;\n");
            }
            buf_free(&name);
            buf_free(&words);
        }
    }
}

static void bash(struct buf *out)
{
    buf_adds(
        out,
        "# bash completion of clearbay, made by doc-gen from the command table\n"
        "_clearbay() {\n"
        "    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} words= found= i\n"
        "    local -a command=()\n"
        "    COMPREPLY=()\n"
        "    case $before in\n");
    values(out, "found=", "compopt -o default; return");
    buf_adds(out, "    esac\n"
                  "    if [ -n \"$found\" ]; then\n"
                  "        mapfile -t COMPREPLY < <(compgen -W \"$found\" -- \"$current\")\n"
                  "        return\n"
                  "    fi\n"
                  "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
                  "        case ${COMP_WORDS[i]} in\n"
                  "        --as|--pin-file|--config) i=$((i + 1)) ;;\n"
                  "        -*) ;;\n"
                  "        *) [ ${#command[@]} -ge 2 ] || command+=(\"${COMP_WORDS[i]}\") ;;\n"
                  "        esac\n"
                  "    done\n"
                  "    case \"${command[*]}\" in\n"
                  "    '') words='");
    groups(out);
    buf_adds(out, "' ;;\n");
    cases(out, "words=");
    buf_adds(out, "    *) case ${command[0]} in\n");
    cases(out, "words=");
    buf_addf(out,
             "    esac ;;\n"
             "    esac\n"
             "    mapfile -t COMPREPLY < <(compgen -W \"$words %s\" -- \"$current\")\n"
             "}\n"
             "complete -o bashdefault -F _clearbay clearbay\n",
             option_list);
}

static void zsh(struct buf *out)
{
    buf_adds(out, "#compdef clearbay\n"
                  "# zsh completion of clearbay, made by doc-gen from the command table\n"
                  "_clearbay() {\n"
                  "    local before=${words[CURRENT-1]} choices= i\n"
                  "    local -a command\n"
                  "    command=()\n"
                  "    case $before in\n");
    values(out, "choices=", "_files; return");
    buf_adds(out, "    esac\n"
                  "    if [[ -n $choices ]]; then compadd -- ${=choices}; return; fi\n"
                  "    for ((i = 2; i < CURRENT; i++)); do\n"
                  "        case ${words[i]} in\n"
                  "        --as|--pin-file|--config) ((i++)) ;;\n"
                  "        -*) ;;\n"
                  "        *) (( ${#command} >= 2 )) || command+=(${words[i]}) ;;\n"
                  "        esac\n"
                  "    done\n"
                  "    case \"${command[*]}\" in\n"
                  "    '') choices='");
    groups(out);
    buf_adds(out, "' ;;\n");
    cases(out, "choices=");
    buf_adds(out, "    *) case ${command[1]} in\n");
    cases(out, "choices=");
    buf_addf(out,
             "    esac ;;\n"
             "    esac\n"
             "    compadd -- ${=choices} %s\n"
             "}\n"
             "_clearbay \"$@\"\n",
             option_list);
}

static void pad(struct buf *out, const char *text, int columns)
{
    text_pad(out, text, text_width(text) < columns ? columns : text_width(text) + 1, false);
}

static void cheatsheet(struct buf *out)
{
    buf_addf(out, "%s\n", _("clearbay: keys and commands"));
    for (size_t w = 0; w < sizeof contexts / sizeof *contexts; w++) {
        buf_addf(out, "\n%s\n", _(contexts[w].title));
        for (size_t i = 0; i < command_count; i++) {
            const struct command *c = &command_table[i];
            if (c->keys != NULL && (c->contexts & contexts[w].context) != 0) {
                buf_adds(out, "  ");
                pad(out, c->keys, KEYS_COLUMNS);
                buf_addf(out, "%s\n", _(c->summary));
            }
        }
    }
    buf_addf(out, "\n%s\n", _("Commands:"));
    for (size_t i = 0; i < command_count; i++) {
        char spelled[SPELL_SIZE];
        if (help_is_listed(&command_table[i])) {
            words_spell(command_table[i].id, spelled, sizeof spelled);
            buf_adds(out, "  ");
            pad(out, spelled, SPELL_COLUMNS);
            buf_addf(out, "%s\n", _(command_table[i].summary));
        }
    }
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*print)(struct buf *out);
    } parts[] = {{"commands", commands}, {"keys", keys}, {"settings", settings},
                 {"bash", bash},         {"zsh", zsh},   {"cheatsheet", cheatsheet}};
    struct buf out;
    buf_init(&out, OUT_MAX);
    for (size_t i = 0; argc == 3 && i < sizeof parts / sizeof *parts; i++) {
        if (strcmp(argv[1], parts[i].name) == 0) {
            i18n_start(argv[2]);
            parts[i].print(&out);
        }
    }
    bool good = out.len > 0 && !out.failed && fputs(out.data, stdout) >= 0;
    buf_free(&out);
    if (!good) {
        fputs("doc-gen commands|keys|settings|bash|zsh|cheatsheet en|zh_CN\n", stderr);
    }
    return good ? 0 : 1;
}
