/* Prints what the command table and the table of settings say: parts of the manual, completions, the cheat
 * sheet. Usage: doc-gen commands|keys|budget|settings|bash|zsh|cheatsheet en|zh_CN */
#include "core/app/config.h"
#include "core/base/buf.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/command/command.h"
#include "tui/cli/budget.h"
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
    {CTX_GLOBAL, N_("On every screen")},   {CTX_BOARD, N_("On the board")},
    {CTX_FLOOR, N_("On the floor")},       {CTX_ORDER, N_("On an order")},
    {CTX_INSPECT, N_("In an inspection")}, {CTX_PRICE, N_("In the price lookup")},
    {CTX_FORM, N_("In a form")},
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

/* What the daily tasks cost, beside what they cost elsewhere. */
static void budget(struct buf *out)
{
    for (size_t i = 0; i < key_budget_count; i++) {
        const struct key_budget *b = &key_budgets[i];
        buf_addf(out, ".TP\n.B %d:\\ ", b->most);
        roff(out, b->keys);
        buf_adds(out, "\n");
        struct buf text;
        buf_init(&text, OUT_MAX);
        if (b->elsewhere != NULL) {
            buf_addf(&text, _("%s (elsewhere: %s)"), _(b->task), _(b->elsewhere));
        } else {
            buf_adds(&text, _(b->task));
        }
        roff(out, text.data);
        buf_free(&text);
        buf_adds(out, "\n");
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

/* "--qty" of an option of the command line; "" for a word and for the PIN that --pin-file gives. */
static void option_name(const struct arg *a, char out[SPELL_SIZE])
{
    struct buf one;
    buf_init(&one, OUT_MAX);
    if ((a->flags & ARG_POSITIONAL) == 0 && (a->type != ARG_PIN || strcmp(a->name, "pin") != 0)) {
        help_argument(a, &one);
    }
    snprintf(out, SPELL_SIZE, "%.*s", (int)strcspn(one.len > 0 ? one.data : "", " "),
             one.len > 0 ? one.data : "");
    buf_free(&one);
}

static bool is_file(const struct arg *a)
{
    return a->type == ARG_FILE || a->type == ARG_PIN;
}

static bool is_choice(const struct arg *a)
{
    return a->type == ARG_CHOICE;
}

static bool has_value(const struct arg *a)
{
    return a->type != ARG_FLAG;
}

/* Calls `each` once for each name of the options that are of a kind, whichever commands have them. */
static void each_option(struct buf *out, bool (*kind)(const struct arg *),
                        void (*each)(struct buf *out, const char *name, const struct arg *a))
{
    struct buf seen;
    buf_init(&seen, OUT_MAX);
    buf_addc(&seen, '|');
    for (size_t i = 0; i < command_count; i++) {
        const struct arg *a = help_is_listed(&command_table[i]) ? command_table[i].args : NULL;
        for (; a != NULL && a->name != NULL; a++) {
            char name[SPELL_SIZE], between[SPELL_SIZE + 2];
            option_name(a, name);
            snprintf(between, sizeof between, "|%s|", name);
            if (name[0] != '\0' && kind(a) && strstr(seen.data, between) == NULL) {
                buf_addf(&seen, "%s|", name);
                each(out, name, a);
            }
        }
    }
    buf_free(&seen);
}

static void add_alternative(struct buf *out, const char *name, const struct arg *a)
{
    (void)a;
    buf_addf(out, "|%s", name);
}

static void add_choices(struct buf *out, const char *choices)
{
    for (const char *p = choices; *p != '\0'; p++) {
        buf_addc(out, *p == '|' ? ' ' : *p);
    }
}

static void add_choice_case(struct buf *out, const char *name, const struct arg *a)
{
    buf_addf(out, "    %s) found=\"", name);
    add_choices(out, a->choices);
    buf_adds(out, "\" ;;\n");
}

/* The first word of command i, "order", and whether more commands begin with it; false when an earlier one
 * did. */
static bool begins(size_t i, char first[SPELL_SIZE], bool *group)
{
    const char *id = command_table[i].id;
    size_t n = strcspn(id, ".");
    snprintf(first, SPELL_SIZE, "%.*s", (int)n, id);
    *group = id[n] == '.';
    for (size_t k = 0; k < i; k++) {
        const char *other = command_table[k].id;
        if (help_is_listed(&command_table[k]) && strncmp(other, first, n) == 0 && other[n] == '.') {
            return false;
        }
    }
    return help_is_listed(&command_table[i]);
}

static void add_firsts(struct buf *out, bool groups_only, const char *between)
{
    const char *comma = "";
    for (size_t i = 0; i < command_count; i++) {
        char first[SPELL_SIZE];
        bool group;
        if (begins(i, first, &group) && (group || !groups_only)) {
            buf_addf(out, "%s%s", comma, first);
            comma = between;
        }
    }
}

/* What may stand as the n-th word behind a command. */
static void add_word_cases(struct buf *out, const struct command *c, const char *spelled)
{
    int n = 0;
    for (const struct arg *a = c->args; a != NULL && a->name != NULL; a++) {
        if ((a->flags & ARG_POSITIONAL) == 0) {
            continue;
        }
        bool more = (a->flags & (ARG_REPEATED | ARG_JOINED)) != 0;
        if (more) {
            buf_addf(out, "    \"%s:\"*) ", spelled);
        } else {
            buf_addf(out, "    \"%s:%d\") ", spelled, n++);
        }
        if (is_choice(a)) {
            buf_adds(out, "found=\"");
            add_choices(out, a->choices);
            buf_adds(out, "\" ;;\n");
        } else {
            buf_addf(out, "%s=yes ;;\n", is_file(a) ? "files" : "free");
        }
    }
}

static void add_options(struct buf *out, const struct command *c)
{
    for (const struct arg *a = c->args; a != NULL && a->name != NULL; a++) {
        char name[SPELL_SIZE];
        option_name(a, name);
        if (name[0] != '\0') {
            buf_addf(out, "%s ", name);
        }
    }
}

/* What both shells know; `loop` goes through the typed words before the cursor, $current is the one at it.
 * Leaves in $found what fits, or sets $files. $option is an option whose value is typed now, $free a word
 * that only the person knows. */
static void completion(struct buf *out, const char *loop)
{
    char spelled[SPELL_SIZE];
    buf_addf(out, "    %s\n", loop);
    buf_adds(out, "        if [ -n \"$option\" ]; then\n"
                  "            [ \"$word\" = \"=\" ] || option=\n"
                  "            continue\n"
                  "        fi\n"
                  "        case \"$word\" in\n"
                  "        --as|--config|--pin-file");
    each_option(out, has_value, add_alternative);
    buf_adds(out, ") option=$word ;;\n"
                  "        -*) ;;\n"
                  "        *) case \"$command\" in\n"
                  "            \"\") command=$word ;;\n"
                  "            ");
    add_firsts(out, true, "|");
    buf_adds(out, ") command=\"$command $word\" ;;\n"
                  "            *) n=$((n + 1)) ;;\n"
                  "            esac ;;\n"
                  "        esac\n"
                  "    done\n"
                  "    case \"$option\" in\n"
                  "    --config|--pin-file");
    each_option(out, is_file, add_alternative);
    buf_adds(out, ") files=yes ;;\n");
    each_option(out, is_choice, add_choice_case);
    buf_adds(out, "    ?*) free=yes ;;\n"
                  "    \"\") case \"${command}:${n}\" in\n"
                  "    \":0\") found=\"");
    add_firsts(out, false, " ");
    buf_adds(out, "\" ;;\n");
    for (size_t i = 0; i < command_count; i++) {
        char first[SPELL_SIZE];
        bool group;
        if (begins(i, first, &group) && group) {
            size_t n = strlen(first);
            const char *blank = "";
            buf_addf(out, "    \"%s:0\") found=\"", first);
            for (size_t k = i; k < command_count; k++) {
                if (help_is_listed(&command_table[k]) && strncmp(command_table[k].id, first, n) == 0 &&
                    command_table[k].id[n] == '.') {
                    words_spell(command_table[k].id, spelled, sizeof spelled);
                    buf_addf(out, "%s%s", blank, spelled + n + 1);
                    blank = " ";
                }
            }
            buf_adds(out, "\" ;;\n");
        }
    }
    for (size_t i = 0; i < command_count; i++) {
        if (help_is_listed(&command_table[i])) {
            words_spell(command_table[i].id, spelled, sizeof spelled);
            add_word_cases(out, &command_table[i], spelled);
        }
    }
    buf_adds(out, "    esac ;;\n"
                  "    esac\n"
                  "    case \"$command\" in\n");
    for (size_t i = 0; i < command_count; i++) {
        struct buf options;
        buf_init(&options, OUT_MAX);
        if (help_is_listed(&command_table[i])) {
            add_options(&options, &command_table[i]);
        }
        if (options.len > 0) {
            words_spell(command_table[i].id, spelled, sizeof spelled);
            buf_addf(out, "    \"%s\") flags=\"%s\" ;;\n", spelled, options.data);
        }
        buf_free(&options);
    }
    buf_adds(out, "    esac\n"
                  "    flags=\"${flags}--as --pin-file --json --config -v --help --version\"\n"
                  "    case \"$option$current\" in\n"
                  "    -*) [ -n \"$option\" ] || found=$flags files= ;;\n"
                  "    *) [ -n \"$found$files$free\" ] || found=$flags ;;\n"
                  "    esac\n");
}

static void bash(struct buf *out)
{
    buf_adds(
        out,
        "# bash completion of clearbay, made by doc-gen from the command table\n"
        "_clearbay() {\n"
        "    local current=${COMP_WORDS[COMP_CWORD]} word command= option= flags= found= files= free= n=0\n"
        "    [ \"$current\" != \"=\" ] || current= # --stage=ready comes as three words\n"
        "    COMPREPLY=()\n");
    completion(out, "for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do");
    buf_adds(out, "    if [ -n \"$files\" ]; then\n"
                  "        compopt -o default\n"
                  "    else\n"
                  "        mapfile -t COMPREPLY < <(compgen -W \"$found\" -- \"$current\")\n"
                  "    fi\n"
                  "}\n"
                  "complete -F _clearbay clearbay\n");
}

static void zsh(struct buf *out)
{
    buf_adds(
        out,
        "#compdef clearbay\n"
        "# zsh completion of clearbay, made by doc-gen from the command table\n"
        "_clearbay() {\n"
        "    local current=${words[CURRENT]} before= word command= option= flags= found= files= free= n=0\n"
        "    if [[ $current == --*=* ]]; then # --stage=ready comes as one word\n"
        "        before=${current%%=*} current=${current#*=}\n"
        "        compset -P '*='\n"
        "    fi\n");
    completion(out, "for word in \"${(@)words[2,CURRENT-1]}\" $before; do");
    buf_adds(out, "    if [ -n \"$files\" ]; then\n"
                  "        _files\n"
                  "    else\n"
                  "        compadd -- ${=found}\n"
                  "    fi\n"
                  "}\n"
                  "_clearbay \"$@\"\n");
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
    } parts[] = {{"commands", commands}, {"keys", keys}, {"budget", budget},        {"settings", settings},
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
        fputs("doc-gen commands|keys|budget|settings|bash|zsh|cheatsheet en|zh_CN\n", stderr);
    }
    return good ? 0 : 1;
}
