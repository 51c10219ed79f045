#include "core/base/i18n.h"
#include "core/base/buf.h"

#include <langinfo.h>
#include <libintl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef CLEARBAY_LOCALEDIR
#define CLEARBAY_LOCALEDIR "/usr/local/share/locale"
#endif

/* What i18n_start chose, and what a thread chose for itself: texts are asked for where no handle is at hand.
 */
static const char english[] = "en", chinese[] = "zh_CN";
static const char *chosen = english;
static _Thread_local const char *spoken;

/* Catalogues of the build tree, beside the running program or (a test's) two folders above it, or of the
 * place where it is installed. */
static bool beside_program(const char *up, struct buf *out)
{
    char exe[4096];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
    if (n <= 0) {
        return false;
    }
    exe[n] = '\0';
    char *slash = strrchr(exe, '/');
    if (slash != NULL) {
        *slash = '\0';
    }
    buf_clear(out);
    struct stat s;
    return buf_addf(out, "%s/%slocale", exe, up) && stat(out->data, &s) == 0 && S_ISDIR(s.st_mode);
}

/* A locale that can hold UTF-8, whatever is installed: the environment's, else C.UTF-8. */
static void choose_locale(void)
{
    if (setlocale(LC_ALL, "") == NULL || strcmp(nl_langinfo(CODESET), "UTF-8") != 0) {
        setlocale(LC_ALL, "C.UTF-8");
    }
    setlocale(LC_NUMERIC, "C"); /* numbers in JSON and files have a point */
    if (strcmp(setlocale(LC_MESSAGES, NULL), "C") == 0 ||
        strcmp(setlocale(LC_MESSAGES, NULL), "POSIX") == 0) {
        setlocale(LC_MESSAGES, "C.UTF-8"); /* gettext looks at LANGUAGE only outside the C locale */
    }
}

/* "zh_CN" for every Chinese the environment asks for, else "en". */
static const char *environment_language(void)
{
    static const char *const names[] = {"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value != NULL && value[0] != '\0') {
            return strncmp(value, "zh", 2) == 0 ? "zh_CN" : "en";
        }
    }
    return "en";
}

void i18n_start(const char *language)
{
    if (language == NULL || strcmp(language, "auto") == 0 || language[0] == '\0') {
        language = environment_language();
    }
    choose_locale();
    chosen = strncmp(language, "zh", 2) == 0 ? chinese : english;
    setenv("LANGUAGE", chosen, 1);
    struct buf folder;
    buf_init(&folder, 8192);
    bool found = beside_program("", &folder) || beside_program("../../", &folder) ||
                 beside_program("../share/", &folder);
    bindtextdomain("clearbay", found ? folder.data : CLEARBAY_LOCALEDIR);
    bind_textdomain_codeset("clearbay", "UTF-8");
    textdomain("clearbay");
    buf_free(&folder);
}

void i18n_serve(void)
{
    setenv("LANGUAGE", chinese, 1); /* what gettext is asked for; English needs no catalogue */
}

const char *i18n_language(void)
{
    return spoken != NULL ? spoken : chosen;
}

const char *i18n_default(void)
{
    return chosen;
}

void i18n_speak(const char *language)
{
    spoken = language != NULL && strncmp(language, "zh", 2) == 0 ? chinese : english;
}

const char *i18n_text(const char *text)
{
    return i18n_is_chinese() ? gettext(text) : text;
}

const char *i18n_errno(int number)
{
    const char *text = strerrordesc_np(number);
    text = text != NULL ? text : "Unknown error";
    return i18n_is_chinese() ? dgettext("libc", text) : text;
}

bool i18n_is_chinese(void)
{
    return i18n_language() == chinese;
}
