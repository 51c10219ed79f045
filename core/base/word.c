#include "core/base/word.h"
#include "core/base/i18n.h"

#include <string.h>

static const struct {
    enum word_kind kind;
    const char *word, *text;
} words[] = {
    {WORD_STAGE, "received", N_("received")},
    {WORD_STAGE, "diagnosing", N_("diagnosing")},
    {WORD_STAGE, "waiting-approval", N_("waiting for approval")},
    {WORD_STAGE, "waiting-parts", N_("waiting for parts")},
    {WORD_STAGE, "teardown", N_("teardown")},
    {WORD_STAGE, "repairing", N_("repairing")},
    {WORD_STAGE, "assembly", N_("assembly")},
    {WORD_STAGE, "qc", N_("final inspection")},
    {WORD_STAGE, "ready", N_("ready")},
    {WORD_STAGE, "delivered", N_("delivered")},
    {WORD_STAGE, "cancelled", N_("cancelled")},
    {WORD_LINE_STATE, "open", N_("open")},
    {WORD_LINE_STATE, "authorised", N_("authorised")},
    {WORD_LINE_STATE, "declined", N_("declined")},
    {WORD_LINE_STATE, "started", N_("begun")},
    {WORD_LINE_STATE, "done", N_("done")},
    {WORD_LEVEL, "advisor", N_("initial inspection")},
    {WORD_LEVEL, "technician", N_("technician's inspection")},
    {WORD_LEVEL, "qc", N_("final inspection")},
    {WORD_RESULT, "green", N_("green")},
    {WORD_RESULT, "amber", N_("amber")},
    {WORD_RESULT, "red", N_("red")},
    {WORD_RESULT, "na", N_("not applicable")},
    {WORD_VERDICT, "pass", N_("passed")},
    {WORD_VERDICT, "fail", N_("failed")},
    {WORD_CLOCK, "create", N_("order")},
    {WORD_CLOCK, "diagnose", N_("diagnosis")},
    {WORD_CLOCK, "repair", N_("repair")},
    {WORD_CLOCK, "callback", N_("call-back")},
    {WORD_HOW, "counter", N_("at the counter")},
    {WORD_HOW, "phone", N_("by phone")},
    {WORD_HOW, "message", N_("by message")},
    {WORD_CERTIFICATE, "basic", N_("basic repair")},
    {WORD_CERTIFICATE, "special", N_("special technique")},
    {WORD_CERTIFICATE, "difficult", N_("difficult faults")},
    {WORD_CERTIFICATE, "hv", N_("high voltage")},
    {WORD_ROLE, "advisor", N_("service advisor")},
    {WORD_ROLE, "technician", N_("technician")},
    {WORD_ROLE, "qc", N_("QC inspector")},
    {WORD_ROLE, "manager", N_("manager")},
    {WORD_GUARANTEE, "assembly", N_("assembly repair")},
    {WORD_GUARANTEE, "level2", N_("level-2 maintenance")},
    {WORD_GUARANTEE, "level1", N_("level-1 maintenance")},
    {WORD_GUARANTEE, "minor", N_("minor repair")},
    {WORD_GUARANTEE, "special", N_("special repair")},
    {WORD_GUARANTEE, "part", N_("part")},
};

const char *word_text(enum word_kind kind, const char *word)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (words[i].kind == kind && strcmp(words[i].word, word) == 0) {
            return _(words[i].text);
        }
    }
    return word;
}
