#include "tui/cli/help.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/cli/words.h"

#include <ctype.h>
#include <string.h>

enum { SPELL_COLUMNS = 26, ARGUMENT_COLUMNS = 28 };

bool help_is_listed(const struct command *c)
{
    return c->run != NULL && strncmp(c->id, "session.", 8) != 0;
}

static const char *value_word(const struct arg *a)
{
    switch (a->type) {
    case ARG_INT:
    case ARG_DECIMAL:
        return "N";
    case ARG_TIME:
        return "TIME";
    case ARG_DATE:
        return "DATE";
    case ARG_PIN:
    case ARG_FILE:
        return "FILE";
    case ARG_TEXT:
    case ARG_CHOICE:
    case ARG_FLAG:
        break;
    }
    return "TEXT";
}

void help_argument(const struct arg *a, struct buf *out)
{
    if ((a->flags & ARG_POSITIONAL) != 0) {
        for (const char *p = a->name; *p != '\0'; p++) {
            buf_addc(out, (char)toupper((unsigned char)*p));
        }
        if ((a->flags & (ARG_JOINED | ARG_REPEATED)) != 0) {
            buf_adds(out, "...");
        }
        return;
    }
    buf_adds(out, "--");
    for (const char *p = a->name; *p != '\0'; p++) {
        buf_addc(out, *p == '_' ? '-' : *p);
    }
    if (a->type == ARG_PIN) {
        buf_adds(out, "-file");
    }
    if (a->type != ARG_FLAG) {
        buf_addf(out, " %s", a->choices != NULL ? a->choices : value_word(a));
    }
}

void help_usage(const struct command *c, struct buf *out)
{
    char spelled[64];
    words_spell(c->id, spelled, sizeof spelled);
    buf_addf(out, "clearbay %s", spelled);
    for (const struct arg *a = c->args; a != NULL && a->name != NULL; a++) {
        bool needed = (a->flags & ARG_NEEDED) != 0;
        if ((c->flags & CMD_ANYONE) == 0 && a->type == ARG_PIN && strcmp(a->name, "pin") == 0) {
            continue; /* the PIN of --pin-file serves */
        }
        buf_adds(out, needed ? " " : " [");
        help_argument(a, out);
        if ((a->flags & ARG_REPEATED) != 0 && (a->flags & ARG_POSITIONAL) == 0) {
            buf_adds(out, "...");
        }
        buf_adds(out, needed ? "" : "]");
    }
}

void help_roles(const struct command *c, struct buf *out)
{
    static const enum role roles[] = {ROLE_ADVISOR, ROLE_TECHNICIAN, ROLE_QC, ROLE_MANAGER};
    if ((c->flags & CMD_ANYONE) != 0) {
        buf_adds(out, _("anybody, nobody has to log in"));
        return;
    }
    if (c->roles == ROLE_ANY) {
        buf_adds(out, _("whoever is logged in"));
        return;
    }
    const char *comma = "";
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        if ((c->roles & (unsigned)roles[i]) != 0) {
            buf_addf(out, "%s%s", comma, role_name(roles[i]));
            comma = ", ";
        }
    }
}

static void row(struct buf *out, const char *left, int columns, const char *right)
{
    buf_adds(out, "  ");
    if (text_width(left) > columns) {
        buf_addf(out, "%s\n  %*s", left, columns, "");
    } else {
        text_pad(out, left, columns, false);
    }
    buf_addf(out, "  %s\n", right);
}

static void global_options(struct buf *out)
{
    static const struct {
        const char *option, *help;
    } options[] = {
        {"--as USER", N_("who acts")},
        {"--pin-file FILE",
         N_("his PIN, first line of the file (- is standard input); else it is asked for")},
        {"--json", N_("answer with one JSON document")},
        {"--config FILE", N_("configuration file, see clearbay.ini(5)")},
        {"-v", N_("tell on standard error what is done; -vv tells more")},
        {"--help", N_("this text, also for every command")},
        {"--version", N_("the version")},
    };
    buf_addf(out, "\n%s\n", _("Options of every command:"));
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        row(out, options[i].option, SPELL_COLUMNS, _(options[i].help));
    }
}

void help_program(const char *group, struct buf *out)
{
    buf_addf(out, "%s\n", _("clearbay - workshop console of a car dealership's after-sales service"));
    buf_addf(out, "\n%s\n  clearbay%*s  %s\n", _("Usage:"), SPELL_COLUMNS - 8, "",
             _("opens the console on the terminal"));
    row(out, _("clearbay COMMAND ..."), SPELL_COLUMNS, _("does it and ends"));
    buf_addf(out, "\n%s\n", _("Commands:"));
    for (size_t i = 0; i < command_count; i++) {
        const struct command *c = &command_table[i];
        char spelled[64];
        size_t n = group == NULL ? 0 : strlen(group);
        if (!help_is_listed(c) || (group != NULL && (strncmp(c->id, group, n) != 0 || c->id[n] != '.'))) {
            continue;
        }
        words_spell(c->id, spelled, sizeof spelled);
        row(out, spelled, SPELL_COLUMNS, _(c->summary));
    }
    global_options(out);
    buf_addf(
        out, "\n%s\n",
        _("Exit status: 0 done, 1 failed, 2 wrong usage, configuration or value, 3 not found, 4 refused,\n"
          "5 somebody else changed it meanwhile. More in clearbay(1)."));
}

void help_command(const struct command *c, struct buf *out)
{
    buf_addf(out, "%s\n  ", _("Usage:"));
    help_usage(c, out);
    buf_addf(out, "\n\n%s\n", _(c->summary));
    for (const struct arg *a = c->args; a != NULL && a->name != NULL; a++) {
        struct buf spelled;
        buf_init(&spelled, 1024);
        help_argument(a, &spelled);
        if (a == c->args) {
            buf_adds(out, "\n");
        }
        row(out, spelled.data, ARGUMENT_COLUMNS, _(a->help));
        if (a->type == ARG_CHOICE && (a->flags & ARG_POSITIONAL) != 0) {
            row(out, "", ARGUMENT_COLUMNS, a->choices);
        }
        buf_free(&spelled);
    }
    buf_addf(out, "\n%s ", _("Who may:"));
    help_roles(c, out);
    buf_adds(out, "\n");
    global_options(out);
}
