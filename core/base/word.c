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
    {WORD_LINE_STATE, "agreed", N_("agreed")},
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
    {WORD_WHOSE, "law", N_("the law")},
    {WORD_WHOSE, "workshop", N_("the workshop")},
    {WORD_LINE, "part", N_("part")},
    {WORD_LINE, "labour", N_("labour")},
    {WORD_HIT, "order", N_("order")},
    {WORD_HIT, "car", N_("car")},
    {WORD_HIT, "customer", N_("customer")},
    {WORD_HIT, "part", N_("part")},
    {WORD_STATUS, "applied", N_("in force")},
    {WORD_STATUS, "unchanged", N_("unchanged")},
    {WORD_STATUS, "held", N_("held")},
    {WORD_STATUS, "failed", N_("failed")},
    {WORD_STATUS, "rejected", N_("thrown away")},
    {WORD_STATUS, "rolled_back", N_("returned to the list before")},
    {WORD_CHANGE, "price", N_("price")},
    {WORD_CHANGE, "other", N_("other")},
    {WORD_CHANGE, "new", N_("new")},
    {WORD_CHANGE, "removed", N_("gone")},
    {WORD_CHECK, "configuration", N_("configuration")},
    {WORD_CHECK, "database", N_("database")},
    {WORD_CHECK, "integrity", N_("integrity")},
    {WORD_CHECK, "schema", N_("schema")},
    {WORD_CHECK, "sqlite", N_("SQLite")},
    {WORD_CHECK, "pepper", N_("pepper of the PINs")},
    {WORD_CHECK, "key", N_("the workshop's key")},
    {WORD_CHECK, "heads", N_("heads of the log")},
    {WORD_CHECK, "audit", N_("audit log")},
    {WORD_CHECK, "permissions", N_("permissions")},
    {WORD_CHECK, "disk", N_("disk")},
    {WORD_CHECK, "backup", N_("backup")},
    {WORD_CHECK, "price list", N_("price list")},
    {WORD_PLATE, "civil", N_("ordinary")},
    {WORD_PLATE, "new_energy", N_("new energy")},
    {WORD_PLATE, "trailer", N_("trailer")},
    {WORD_PLATE, "coach", N_("driving school")},
    {WORD_PLATE, "police", N_("police")},
    {WORD_PLATE, "consular", N_("consular")},
    {WORD_PLATE, "hong_kong", N_("Hong Kong")},
    {WORD_PLATE, "macao", N_("Macao")},
    {WORD_PLATE, "foreign", N_("foreign")},
    {WORD_KEPT, "database", N_("the database")},
    {WORD_KEPT, "file", N_("a file")},
    {WORD_CARS, "all", N_("all cars")},
    {WORD_CARS, "ev", N_("electric cars")},
    {WORD_EVENT, "clock.backwards", N_("the clock went back")},
    {WORD_EVENT, "customer.erased", N_("took a customer's name and phone out of everything")},
    {WORD_EVENT, "customer.exported", N_("told everything that is held about a customer")},
    {WORD_EVENT, "key.made", N_("made the workshop's key")},
    {WORD_EVENT, "pin.failed", N_("a wrong PIN")},
    {WORD_EVENT, "pin.locked", N_("locked after wrong PINs")},
    {WORD_EVENT, "price.accepted", N_("put a held list in force")},
    {WORD_EVENT, "price.applied", N_("put a price list in force")},
    {WORD_EVENT, "price.held", N_("held a price list back")},
    {WORD_EVENT, "price.rejected", N_("threw a held list away")},
    {WORD_EVENT, "price.rolled_back", N_("returned to the price list before")},
    {WORD_EVENT, "signature.void", N_("a signature fell")},
    {WORD_EVENT, "user.one_time_pin", N_("set a one-time PIN")},
    {WORD_EVENT, "workshop.restored", N_("restored from a backup")},
};

const char *word_known(enum word_kind kind, const char *word)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (words[i].kind == kind && strcmp(words[i].word, word) == 0) {
            return _(words[i].text);
        }
    }
    return NULL;
}

const char *word_text(enum word_kind kind, const char *word)
{
    const char *known = word_known(kind, word);
    return known != NULL ? known : word;
}
