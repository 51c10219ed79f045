#include "core/base/i18n.h"
#include "core/command/adapters.h"
#include "core/command/command.h"

#include <string.h>

/* Arguments. A word on the command line is WORD, an option OPT; the names are the contract's. */
#define WORD(name, type, help, choices)                                                                      \
    {                                                                                                        \
        name, type, ARG_NEEDED | ARG_POSITIONAL, help, choices                                               \
    }
#define WORDS(name, flags, help, choices)                                                                    \
    {                                                                                                        \
        name, ARG_TEXT, ARG_POSITIONAL | (flags), help, choices                                              \
    }
#define OPT(name, type, help, choices)                                                                       \
    {                                                                                                        \
        name, type, 0, help, choices                                                                         \
    }
#define NEED(name, type, help, choices)                                                                      \
    {                                                                                                        \
        name, type, ARG_NEEDED, help, choices                                                                \
    }
#define MANY(name, type, flags, help, choices)                                                               \
    {                                                                                                        \
        name, type, ARG_REPEATED | (flags), help, choices                                                    \
    }
#define END                                                                                                  \
    {                                                                                                        \
        NULL, ARG_TEXT, 0, NULL, NULL                                                                        \
    }
#define ARGS static const struct arg

#define LEVELS       "advisor|technician|qc"
#define CERTIFICATES "basic|special|difficult|hv"
#define GUARANTEES   "assembly|level2|level1|minor|special"
#define STAGES                                                                                               \
    "received|diagnosing|waiting-approval|waiting-parts|teardown|repairing|assembly|qc|ready|delivered|"     \
    "cancelled"
#define ORDER        WORD("order", ARG_TEXT, N_("number of the order, or its last digits"), NULL)
#define REVISION     OPT("revision", ARG_INT, N_("refuse when the order is no longer at this revision"), "N")
#define LINE_NO      WORD("line", ARG_INT, N_("number of the line"), NULL)
#define LINES(flags) MANY("line", ARG_INT, flags, N_("a line; without it all open lines"), "N")
#define LIMIT        OPT("limit", ARG_INT, N_("how many at most"), "N")

ARGS init_args[] = {NEED("outlet", ARG_TEXT, N_("code of the outlet, such as SH01"), "CODE"),
                    NEED("manager", ARG_TEXT, N_("login of the first manager"), "USER"),
                    NEED("pin", ARG_PIN, N_("the manager's PIN, first line of a file"), NULL), END};
ARGS login_args[] = {NEED("user", ARG_TEXT, N_("login"), "USER"),
                     NEED("pin", ARG_PIN, N_("PIN, first line of a file"), NULL), END};
ARGS resume_args[] = {NEED("ticket", ARG_TEXT, N_("the ticket that the log-in gave"), "TICKET"), END};
#define USER WORD("user", ARG_TEXT, N_("login of the person"), NULL)
ARGS user_add_args[] = {
    USER,
    NEED("role", ARG_CHOICE, N_("role of the person"), "advisor|technician|qc|manager"),
    OPT("name", ARG_TEXT, N_("name as it is printed"), "NAME"),
    OPT("cert", ARG_TEXT, N_("certificates, joined by commas: basic, special, difficult, hv"), "CERTS"),
    NEED("new_pin", ARG_PIN, N_("one-time PIN, first line of a file; its owner must change it"), NULL),
    END};
ARGS user_args[] = {USER, END};
ARGS user_pin_args[] = {USER,
                        {"pin", ARG_PIN, ARG_ASKED, N_("your own PIN until now"), NULL},
                        NEED("new_pin", ARG_PIN, N_("the new PIN, first line of a file"), NULL),
                        END};
ARGS certify_args[] = {USER, NEED("cert", ARG_CHOICE, N_("the certificate"), CERTIFICATES),
                       OPT("from", ARG_DATE, N_("first day; today when left out"), "DATE"),
                       OPT("until", ARG_DATE, N_("last day; no end when left out"), "DATE"), END};
ARGS revoke_args[] = {USER, NEED("cert", ARG_CHOICE, N_("the certificate"), CERTIFICATES), END};
ARGS bay_args[] = {WORD("bay", ARG_TEXT, N_("code of the bay"), NULL), END};

ARGS floor_args[] = {OPT("day", ARG_DATE, N_("the day; today when left out"), "DATE"), END};
ARGS vehicle_find_args[] = {
    WORDS("query", ARG_NEEDED | ARG_JOINED, N_("part of a plate, VIN, phone or name"), NULL), LIMIT, END};
#define CUSTOMER                                                                                             \
    WORD("customer", ARG_TEXT, N_("number of the customer (C17), phone, plate, VIN, or an order"), NULL)
ARGS customer_find_args[] = {
    WORDS("query", ARG_NEEDED | ARG_JOINED, N_("part of a name, phone, plate or VIN"), NULL), LIMIT, END};
ARGS customer_export_args[] = {
    CUSTOMER,
    {"table", ARG_FILE, ARG_MADE, N_("writes the same as a CSV table into a new file"), "FILE"},
    END};
ARGS customer_erase_args[] = {
    CUSTOMER, NEED("reason", ARG_TEXT, N_("why, for the log: never a name or phone"), "TEXT"), END};
ARGS find_all_args[] = {WORDS("query", ARG_NEEDED | ARG_JOINED,
                              N_("words, pinyin, or a number: of an order, plate, VIN, phone or part"), NULL),
                        OPT("limit", ARG_INT, N_("how many of each kind at most"), "N"), END};
ARGS open_args[] = {
    NEED("plate", ARG_TEXT, N_("number plate"), "P"),
    MANY("concern", ARG_TEXT, ARG_NEEDED, N_("a concern in the customer's own words"), "TEXT"),
    OPT("vin", ARG_TEXT, N_("vehicle identification number, 17 characters"), "V"),
    OPT("phone", ARG_TEXT, N_("the customer's phone"), "N"),
    OPT("customer", ARG_TEXT, N_("the customer's name"), "NAME"),
    OPT("odometer", ARG_INT, N_("odometer in km"), "KM"),
    OPT("reported", ARG_TIME, N_("when the customer reported; now when left out"), "TIME"),
    OPT("comeback", ARG_TEXT, N_("the delivered order whose concern has come back"), "ORDER"),
    END};
ARGS edit_args[] = {
    ORDER,
    OPT("odometer", ARG_INT, N_("odometer in km"), "KM"),
    OPT("vin", ARG_TEXT, N_("vehicle identification number, 17 characters"), "V"),
    OPT("plate", ARG_TEXT, N_("number plate"), "P"),
    OPT("phone", ARG_TEXT, N_("the customer's phone"), "N"),
    OPT("customer", ARG_TEXT, N_("the customer's name"), "NAME"),
    OPT("concern_text", ARG_TEXT, N_("how a concern should read"), "TEXT"),
    MANY("concern", ARG_TEXT, 0, N_("one more concern in the customer's own words"), "TEXT"),
    OPT("job", ARG_INT, N_("the job whose concern is corrected; the only one when left out"), "N"),
    REVISION,
    END};
ARGS list_args[] = {OPT("stage", ARG_CHOICE, N_("only orders in this stage"), STAGES),
                    OPT("all", ARG_FLAG, N_("closed orders too"), NULL), END};
ARGS order_args[] = {ORDER, END};
ARGS assign_args[] = {ORDER, NEED("technician", ARG_TEXT, N_("login of the technician"), "USER"),
                      OPT("bay", ARG_TEXT, N_("bay where the work is done"), "BAY"), REVISION, END};
ARGS diagnose_args[] = {ORDER,
                        NEED("cause", ARG_TEXT, N_("the true cause"), "TEXT"),
                        NEED("hours", ARG_DECIMAL, N_("hours that the repair will take"), "H"),
                        OPT("job", ARG_INT, N_("the job that it answers; the first when left out"), "N"),
                        REVISION,
                        END};
ARGS correct_args[] = {ORDER, WORD("job", ARG_INT, N_("number of the job"), NULL),
                       WORD("text", ARG_TEXT, N_("what was done and how it was confirmed"), NULL), REVISION,
                       END};
ARGS add_part_args[] = {ORDER,
                        WORD("part", ARG_TEXT, N_("part number"), NULL),
                        NEED("qty", ARG_DECIMAL, N_("quantity"), "N"),
                        OPT("source", ARG_TEXT, N_("price list it is taken from"), "S"),
                        OPT("brand", ARG_TEXT, N_("brand, when several have the number"), "B"),
                        OPT("job", ARG_INT, N_("the job that it belongs to; the first when left out"), "N"),
                        REVISION,
                        END};
ARGS add_labour_args[] = {
    ORDER,
    WORD("op", ARG_TEXT, N_("code of the labour operation"), NULL),
    NEED("hours", ARG_DECIMAL, N_("hours"), "H"),
    NEED("text", ARG_TEXT, N_("what is done"), "TEXT"),
    OPT("needs", ARG_CHOICE, N_("certificate that the work needs"), CERTIFICATES),
    OPT("guarantee", ARG_CHOICE, N_("kind of repair, for its guarantee; minor when left out"), GUARANTEES),
    OPT("job", ARG_INT, N_("the job that it belongs to; the first when left out"), "N"),
    REVISION,
    END};
ARGS line_args[] = {ORDER, LINE_NO, REVISION, END};
ARGS authorise_args[] = {ORDER,
                         LINES(0),
                         NEED("by", ARG_TEXT, N_("who authorised it"), "WHO"),
                         NEED("how", ARG_CHOICE, N_("how the customer said so"), "counter|phone|message"),
                         REVISION,
                         END};
ARGS decline_args[] = {ORDER,
                       LINES(0),
                       OPT("by", ARG_TEXT, N_("who declined it"), "WHO"),
                       OPT("how", ARG_CHOICE, N_("how the customer said so"), "counter|phone|message"),
                       REVISION,
                       END};
ARGS stage_args[] = {ORDER, WORD("stage", ARG_CHOICE, N_("the stage to go to"), STAGES), REVISION, END};
ARGS promise_args[] = {
    ORDER, WORD("time", ARG_TIME, N_("the new promised time, such as 17:00 (today) or 11-24 17:00"), NULL),
    NEED("reason", ARG_TEXT, N_("why it takes longer, as the customer is told"), "TEXT"), REVISION, END};
ARGS deliver_args[] = {ORDER, NEED("odometer", ARG_INT, N_("odometer in km"), "KM"), REVISION, END};
ARGS call_back_args[] = {ORDER,
                         {"result", ARG_CHOICE, ARG_ASKED, N_("what became of the call"),
                          "satisfied|suggestion|comeback|complaint"},
                         OPT("outcome", ARG_TEXT, N_("what the customer said, in his words"), "TEXT"),
                         REVISION,
                         END};
ARGS inspection_args[] = {ORDER, WORD("level", ARG_CHOICE, N_("level of the sign-off"), LEVELS), END};
ARGS inspect_args[] = {ORDER,
                       WORD("level", ARG_CHOICE, N_("level of the sign-off"), LEVELS),
                       WORD("item", ARG_TEXT, N_("item of the checklist"), NULL),
                       WORD("result", ARG_CHOICE, N_("what was found"), "green|amber|red|na"),
                       OPT("value", ARG_DECIMAL, N_("the reading, in the item's unit"), "X"),
                       OPT("note", ARG_TEXT, N_("a remark"), "TEXT"),
                       REVISION,
                       END};
ARGS checklist_args[] = {WORD("level", ARG_CHOICE, N_("level of the sign-off"), LEVELS), END};
ARGS damage_add_args[] = {ORDER,
                          WORD("panel", ARG_TEXT, N_("panel of the car"), NULL),
                          WORD("kind", ARG_TEXT, N_("kind of damage"), NULL),
                          OPT("note", ARG_TEXT, N_("a remark"), "TEXT"),
                          REVISION,
                          END};
ARGS damage_remove_args[] = {ORDER, WORD("damage", ARG_INT, N_("number of the damage"), NULL), REVISION, END};
ARGS sign_args[] = {ORDER,
                    WORD("level", ARG_CHOICE, N_("level of the sign-off"), LEVELS),
                    OPT("fail", ARG_FLAG, N_("it does not pass"), NULL),
                    OPT("reason", ARG_TEXT, N_("why it does not pass"), "TEXT"),
                    NEED("pin", ARG_PIN, N_("the signer's PIN"), NULL),
                    REVISION,
                    END};
ARGS sync_args[] = {
    WORDS("source", ARG_REPEATED, N_("source from the configuration; all when left out"), NULL), END};
ARGS import_args[] = {WORD("source", ARG_TEXT, N_("source from the configuration"), NULL),
                      {"file", ARG_FILE, ARG_NEEDED | ARG_POSITIONAL | ARG_READ, N_("file to read"), NULL},
                      END};
ARGS source_args[] = {WORD("source", ARG_TEXT, N_("source from the configuration"), NULL), END};
ARGS held_args[] = {WORDS("source", 0, N_("source from the configuration; all when left out"), NULL), LIMIT,
                    END};
ARGS decide_args[] = {WORD("source", ARG_TEXT, N_("source from the configuration"), NULL),
                      OPT("revision", ARG_INT, N_("refuse when the held list is another one by now"), "N"),
                      END};
ARGS find_args[] = {WORDS("query", ARG_NEEDED | ARG_JOINED,
                          N_("part number, words of its names, or pinyin (jy, jiyou)"), NULL),
                    LIMIT, END};
ARGS price_show_args[] = {
    WORD("part", ARG_TEXT, N_("part number"), NULL), OPT("source", ARG_TEXT, N_("price list"), "S"),
    OPT("brand", ARG_TEXT, N_("brand"), "B"), OPT("on", ARG_DATE, N_("the price of that day"), "DATE"), END};
ARGS history_args[] = {WORD("part", ARG_TEXT, N_("part number"), NULL),
                       OPT("source", ARG_TEXT, N_("price list"), "S"),
                       OPT("brand", ARG_TEXT, N_("brand"), "B"), END};
ARGS price_list_args[] = {OPT("source", ARG_TEXT, N_("price list; the first one when left out"), "S"),
                          OPT("group", ARG_TEXT, N_("price group; parts without one when left out"), "G"),
                          OPT("from", ARG_INT, N_("where the page begins: `next` of the page before"), "N"),
                          LIMIT, END};
ARGS showroom_args[] = {
    OPT("http", ARG_TEXT, N_("serve it as a web page instead, at ADDRESS:PORT"), "ADDRESS:PORT"),
    OPT("seconds", ARG_INT, N_("how long a page stays; 10 when left out"), "N"), END};
ARGS guarantee_set_args[] = {
    WORD("kind", ARG_CHOICE, N_("kind of repair, or part"), GUARANTEES "|part"),
    NEED("km", ARG_INT, N_("kilometres"), "KM"),
    NEED("days", ARG_INT, N_("days"), "DAYS"),
    OPT("group", ARG_TEXT, N_("price group of the parts; all of them when left out"), "GROUP"),
    OPT("from", ARG_DATE, N_("first day of deliveries that it holds for; today when left out"), "DATE"),
    END};
ARGS vague_add_args[] = {WORD("text", ARG_TEXT, N_("the vague text"), NULL),
                         NEED("question", ARG_TEXT, N_("the question that it leaves open"), "TEXT"), END};
ARGS vague_args[] = {WORD("text", ARG_TEXT, N_("the vague text"), NULL), END};
ARGS undo_args[] = {
    WORDS("order", 0, N_("number of the order; the one that you changed last when left out"), NULL),
    OPT("show", ARG_FLAG, N_("only say which change it would be"), NULL), REVISION, END};
#define FORM  NEED("form", ARG_TEXT, N_("the command that the form runs, such as order.open"), "ID")
#define ABOUT OPT("subject", ARG_TEXT, N_("the order that it is about"), "ORDER")
ARGS hello_args[] = {{"language", ARG_CHOICE, 0, N_("of texts from now on"), "en|zh_CN"},
                     OPT("terminal", ARG_TEXT, N_("its name, for the log"), "TTY"),
                     END};
ARGS serve_args[] = {OPT("socket", ARG_FILE, N_("where clients come (else as configured)"), "PATH"), END};
ARGS draft_save_args[] = {
    FORM, ABOUT, {"content", ARG_TEXT, ARG_NEEDED | ARG_LONG, N_("JSON of what was typed"), "JSON"}, END};
ARGS draft_args[] = {FORM, ABOUT, END};
ARGS certificate_args[] = {ORDER, OPT("pdf", ARG_FILE, N_("a new file for the page as PDF"), "FILE"), END};
ARGS certificate_print_args[] = {
    {"file", ARG_FILE, ARG_NEEDED | ARG_POSITIONAL | ARG_READ, N_("the certificate's JSON"), NULL},
    OPT("pdf", ARG_FILE, N_("a new file for the page as PDF"), "FILE"),
    END};
ARGS certificate_verify_args[] = {
    WORD("file", ARG_FILE, N_("the certificate: its JSON, or the text of its QR code"), NULL),
    OPT("key", ARG_FILE, N_("public key of the workshop, got from the workshop itself"), "FILE"), END};
ARGS audit_verify_args[] = {
    {"heads", ARG_FILE, ARG_READ, N_("signed heads that were carried away (else the workshop's)"), "FILE"},
    OPT("key", ARG_TEXT, N_("public key of the workshop, 64 hex digits (else the one beside the database)"),
        "HEX"),
    END};
ARGS audit_heads_args[] = {LIMIT, END};
ARGS audit_log_args[] = {OPT("order", ARG_TEXT, N_("only this order"), "ORDER"), LIMIT, END};
ARGS file_args[] = {WORD("file", ARG_FILE, N_("path of the file"), NULL), END};
ARGS backup_args[] = {{"file", ARG_FILE, ARG_POSITIONAL,
                       N_("path of the copy; without: a new one in the folder for backups, and old ones go"),
                       NULL},
                      END};

#define ADVISOR    ROLE_ADVISOR
#define TECHNICIAN ROLE_TECHNICIAN
#define MANAGER    ROLE_MANAGER

const struct command command_table[] = {
    /* id, summary, arguments, roles, flags, function, contexts, keys, label */
    {"init", N_("make an empty workshop"), init_args, 0, CMD_ANYONE | CMD_NO_DB | CMD_OWN_TX, cmd_init, 0,
     NULL, NULL},
    {"session.login", N_("log in"), login_args, 0, CMD_ANYONE | CMD_OWN_TX, cmd_session_login, 0, NULL, NULL},
    {"session.resume", N_("take a session up again after the service was restarted"), resume_args, 0,
     CMD_ANYONE, cmd_session_resume, 0, NULL, NULL},
    {"session.ticket", N_("a ticket for session.resume"), NULL, ROLE_ANY, 0, cmd_session_ticket, 0, NULL,
     NULL},
    {"session.hello", N_("say where one sits and what one speaks; learn what the workshop is called"),
     hello_args, 0, CMD_ANYONE | CMD_NO_DB, cmd_session_hello, 0, NULL, NULL},
    {"session.follow", N_("be told of each change"), NULL, 0, CMD_ANYONE, cmd_session_follow, 0, NULL, NULL},
    {"session.logout", N_("log out"), NULL, ROLE_ANY, CMD_TEMP_PIN, cmd_session_logout, 0, NULL, NULL},

    {"board", N_("open orders with their clocks, most urgent first"), NULL, ROLE_ANY, 0, cmd_board, 0, NULL,
     NULL},

    {"floor", N_("the bays of a day: which car is where from when to when"), floor_args, ROLE_ANY, 0,
     cmd_floor, CTX_BOARD, "f F6", N_("floor")},

    {"find", N_("find orders, cars, customers and parts"), find_all_args, ROLE_ANY, 0, cmd_find, 0, NULL,
     NULL},

    {"order.open", N_("take a car in"), open_args, ADVISOR, CMD_CHANGES, cmd_order_open, 0, NULL, NULL},
    {"order.list", N_("list orders"), list_args, ROLE_ANY, 0, cmd_order_list, CTX_GLOBAL, "Space,o", NULL},
    {"order.show", N_("show an order whole"), order_args, ROLE_ANY, 0, cmd_order_show, 0, NULL, NULL},
    {"order.estimate", N_("the estimate beside the list prices, for the customer's eyes"), order_args,
     ROLE_ANY, 0, cmd_order_estimate, CTX_ORDER, "s Ctrl-K", N_("estimate")},
    {"order.edit", N_("correct phone, name, plate, odometer, VIN or a concern"), edit_args, ADVISOR,
     CMD_CHANGES, cmd_order_edit, CTX_ORDER, "e Ctrl-E", N_("edit")},
    {"order.assign", N_("give the order to a technician and a bay"), assign_args, ADVISOR | MANAGER,
     CMD_CHANGES, cmd_order_assign, CTX_ORDER | CTX_BOARD | CTX_FLOOR, "t Ctrl-T", N_("tech")},
    {"order.diagnose", N_("record cause and duration"), diagnose_args, ADVISOR | TECHNICIAN, CMD_CHANGES,
     cmd_order_diagnose, CTX_ORDER, "c Ctrl-A", N_("cause")},
    {"order.correct", N_("record what was done for a job"), correct_args, TECHNICIAN, CMD_CHANGES,
     cmd_order_correct, CTX_ORDER, "o Ctrl-O", N_("correction")},
    {"order.add_part", N_("add a part at the price shown today"), add_part_args, ADVISOR | TECHNICIAN,
     CMD_CHANGES, cmd_order_add_part, CTX_ORDER, "a Ctrl-G", N_("part")},
    {"order.add_labour", N_("add a labour operation"), add_labour_args, ADVISOR | TECHNICIAN, CMD_CHANGES,
     cmd_order_add_labour, CTX_ORDER, "w F6", N_("work")},
    {"order.remove_line", N_("remove a line"), line_args, ADVISOR | TECHNICIAN, CMD_CHANGES,
     cmd_order_remove_line, CTX_ORDER, "Delete", N_("remove")},
    {"order.authorise", N_("the customer authorises lines"), authorise_args, ADVISOR, CMD_CHANGES,
     cmd_order_authorise, CTX_ORDER, "y Ctrl-Y", N_("agree")},
    {"order.decline", N_("the customer declines lines"), decline_args, ADVISOR, CMD_CHANGES,
     cmd_order_decline, CTX_ORDER, "x Ctrl-X", N_("decline")},
    {"order.stage", N_("set the stage"), stage_args, ADVISOR | TECHNICIAN | MANAGER, CMD_CHANGES,
     cmd_order_stage, CTX_ORDER | CTX_BOARD | CTX_FLOOR, "m Ctrl-S", N_("stage")},
    {"order.start", N_("begin a labour line"), line_args, TECHNICIAN, CMD_CHANGES | CMD_ASK, cmd_order_start,
     CTX_ORDER, "b Ctrl-B", N_("begin")},
    {"order.done", N_("end a labour line"), line_args, TECHNICIAN, CMD_CHANGES, cmd_order_done, CTX_ORDER,
     "d Ctrl-D", N_("done")},
    {"order.promise", N_("promise a new time, with the reason"), promise_args, ADVISOR | MANAGER,
     CMD_CHANGES | CMD_ASK, cmd_order_promise, CTX_ORDER | CTX_BOARD | CTX_FLOOR, "p Ctrl-W", N_("promise")},
    {"order.deliver", N_("hand the car over"), deliver_args, ADVISOR, CMD_CHANGES | CMD_ASK,
     cmd_order_deliver, CTX_ORDER, "v Ctrl-V", N_("deliver")},
    {"order.certificate", N_("the completion certificate of a delivered order, signed by the workshop's key"),
     certificate_args, ROLE_ANY, CMD_CHANGES | CMD_KEEPS, cmd_order_certificate, CTX_ORDER, "Ctrl-U",
     N_("completion certificate")},
    {"order.call_back", N_("record the call after delivery"), call_back_args, ADVISOR, CMD_CHANGES | CMD_ASK,
     cmd_order_call_back, CTX_GLOBAL | CTX_ORDER, "Space,c", N_("call-back")},
    {"order.inspection", N_("the checklist of a level with its results and the last visit's"),
     inspection_args, ROLE_ANY, 0, cmd_order_inspection, CTX_ORDER | CTX_BOARD, "i Ctrl-N", N_("inspect")},
    {"order.ready", N_("whether you can sign a level now, and what is missing"), inspection_args, ROLE_ANY, 0,
     cmd_order_ready, 0, NULL, NULL},

    {"inspect", N_("record the result of an item"), inspect_args, ROLE_ANY, CMD_CHANGES, cmd_inspect, 0, NULL,
     NULL},
    {"checklist", N_("the items of a level"), checklist_args, 0, CMD_ANYONE, cmd_checklist, 0, NULL, NULL},
    {"damage.panels", N_("panels of a car and kinds of damage"), NULL, 0, CMD_ANYONE, cmd_damage_panels, 0,
     NULL, NULL},
    {"damage.add", N_("mark damage on a panel"), damage_add_args, ADVISOR, CMD_CHANGES, cmd_damage_add, 0,
     NULL, NULL},
    {"damage.remove", N_("take a damage mark back"), damage_remove_args, ADVISOR, CMD_CHANGES,
     cmd_damage_remove, 0, NULL, NULL},
    {"sign", N_("sign a level of an order"), sign_args, ROLE_ANY, CMD_CHANGES | CMD_PIN, cmd_sign, 0, NULL,
     NULL},

    {"price.sync", N_("fetch price lists"), sync_args, 0,
     CMD_ANYONE | CMD_OWN_TX | CMD_ASK | CMD_LONG | CMD_SLOW, cmd_price_sync, CTX_PRICE, "Ctrl-S",
     N_("fetch lists")},
    {"price.import", N_("read a price list from a file"), import_args, MANAGER,
     CMD_OWN_TX | CMD_ASK | CMD_LONG | CMD_SLOW, cmd_price_import, 0, NULL, NULL},
    {"price.rejects", N_("rows that the last list's import refused"), source_args, ROLE_ANY, 0,
     cmd_price_rejects, 0, NULL, NULL},
    {"price.held", N_("lists that the gate held: why, and what they would change"), held_args, 0, CMD_ANYONE,
     cmd_price_held, CTX_PRICE, "Ctrl-G", N_("held lists")},
    {"price.accept", N_("put a held list in force"), decide_args, MANAGER, CMD_CHANGES | CMD_ASK,
     cmd_price_accept, CTX_HELD, "a", N_("put in force")},
    {"price.reject", N_("throw a held list away"), decide_args, MANAGER, CMD_OWN_TX | CMD_ASK | CMD_SLOW,
     cmd_price_reject, CTX_HELD, "x", N_("throw away")},
    {"price.rollback", N_("return to the list before the one in force"), source_args, MANAGER,
     CMD_OWN_TX | CMD_ASK | CMD_SLOW, cmd_price_rollback, 0, NULL, NULL},
    {"price.find", N_("find parts and their prices"), find_args, 0, CMD_ANYONE, cmd_price_find, 0, NULL,
     NULL},
    {"price.show", N_("the price of a part and where it comes from"), price_show_args, 0, CMD_ANYONE,
     cmd_price_show, CTX_PRICE, "F6", N_("details")},
    {"price.history", N_("every price that a part ever had"), history_args, 0, CMD_ANYONE, cmd_price_history,
     CTX_PRICE, "F7", N_("history")},
    {"price.groups", N_("lists in force and their price groups"), NULL, 0, CMD_ANYONE, cmd_price_groups, 0,
     NULL, NULL},
    {"price.list", N_("a page of a price group"), price_list_args, 0, CMD_ANYONE, cmd_price_list, 0, NULL,
     NULL},
    {"showroom", N_("show the public price list, page by page, on a display or as a web page"), showroom_args,
     0, CMD_ANYONE | CMD_NO_DB | CMD_LOCAL, cmd_showroom, 0, NULL, NULL},

    {"vehicle.find", N_("find cars that were here before"), vehicle_find_args, ROLE_ANY, 0, cmd_vehicle_find,
     0, NULL, NULL},

    {"customer.find", N_("find customers"), customer_find_args, ADVISOR | MANAGER, 0, cmd_customer_find, 0,
     NULL, NULL},
    {"customer.export", N_("tell everything that is held about a customer"), customer_export_args,
     ADVISOR | MANAGER, CMD_OWN_TX | CMD_KEEPS | CMD_SLOW, cmd_customer_export, 0, NULL, NULL},
    {"customer.erase", N_("take a customer's name and phone out of everything"), customer_erase_args, MANAGER,
     CMD_OWN_TX | CMD_ASK | CMD_SLOW, cmd_customer_erase, 0, NULL, NULL},

    {"user.add", N_("add a person"), user_add_args, MANAGER, CMD_CHANGES | CMD_ASK, cmd_user_add, 0, NULL,
     NULL},
    {"user.list", N_("list people"), NULL, ROLE_ANY, 0, cmd_user_list, CTX_GLOBAL, "Space,u", NULL},
    {"user.disable", N_("lock a person out for good"), user_args, MANAGER, CMD_CHANGES | CMD_ASK,
     cmd_user_disable, 0, NULL, NULL},
    {"user.pin", N_("change one's PIN, or set a one-time PIN for somebody"), user_pin_args, ROLE_ANY,
     CMD_CHANGES | CMD_ASK | CMD_TEMP_PIN, cmd_user_pin, CTX_GLOBAL, "Space,p", NULL},
    {"user.certify", N_("give a certificate to a person"), certify_args, MANAGER, CMD_CHANGES | CMD_ASK,
     cmd_user_certify, 0, NULL, NULL},
    {"user.revoke", N_("take a certificate from a person"), revoke_args, MANAGER, CMD_CHANGES | CMD_ASK,
     cmd_user_revoke, 0, NULL, NULL},
    {"bay.add", N_("add a bay"), bay_args, MANAGER, CMD_CHANGES | CMD_ASK, cmd_bay_add, 0, NULL, NULL},
    {"bay.list", N_("list bays"), NULL, ROLE_ANY, 0, cmd_bay_list, CTX_GLOBAL, "Space,b", NULL},
    {"guarantee.list", N_("how long repairs and parts are guaranteed, by law and by the workshop's promise"),
     NULL, 0, CMD_ANYONE, cmd_guarantee_list, CTX_GLOBAL, "Space,g", NULL},
    {"guarantee.set", N_("promise a longer guarantee than the law's"), guarantee_set_args, MANAGER,
     CMD_CHANGES | CMD_ASK, cmd_guarantee_set, 0, NULL, NULL},
    {"vague.add", N_("send a vague job text back from now on"), vague_add_args, MANAGER,
     CMD_CHANGES | CMD_ASK, cmd_vague_add, 0, NULL, NULL},
    {"vague.list", N_("job texts that are sent back"), NULL, ROLE_ANY, 0, cmd_vague_list, CTX_GLOBAL,
     "Space,v", NULL},
    {"vague.remove", N_("accept a job text again"), vague_args, MANAGER, CMD_CHANGES | CMD_ASK,
     cmd_vague_remove, 0, NULL, NULL},

    {"draft.save", N_("keep what was typed and not yet saved"), draft_save_args, ROLE_ANY,
     CMD_OWN_TX | CMD_OFFLINE, cmd_draft_save, 0, NULL, NULL},
    {"draft.list", N_("list what one has typed and not yet saved"), NULL, ROLE_ANY,
     CMD_OWN_TX | CMD_KEEPS | CMD_OFFLINE, cmd_draft_list, 0, NULL, NULL},
    {"draft.drop", N_("throw away what was typed and not yet saved"), draft_args, ROLE_ANY,
     CMD_OWN_TX | CMD_ASK | CMD_OFFLINE, cmd_draft_drop, 0, NULL, NULL},

    {"certificate.print", N_("print a certificate from its JSON, as text or as PDF"), certificate_print_args,
     0, CMD_ANYONE | CMD_NO_DB | CMD_LOCAL, cmd_certificate_print, 0, NULL, NULL},
    {"certificate.verify", N_("check a certificate that somebody shows; needs no workshop"),
     certificate_verify_args, 0, CMD_ANYONE | CMD_NO_DB | CMD_LOCAL, cmd_certificate_verify, 0, NULL, NULL},
    {"audit.verify", N_("check the chain of the audit log, and its signed heads"), audit_verify_args,
     ROLE_ANY, CMD_SLOW, cmd_audit_verify, CTX_GLOBAL, "Space,s", NULL},
    {"audit.heads", N_("show the signed heads of the audit log"), audit_heads_args, ROLE_ANY, 0,
     cmd_audit_heads, 0, NULL, NULL},
    {"audit.log", N_("show the audit log"), audit_log_args, ROLE_ANY, CMD_SLOW, cmd_audit_log, CTX_GLOBAL,
     "Space,a", NULL},
    {"doctor", N_("check configuration, database, log, disk and price lists"), NULL, 0,
     CMD_ANYONE | CMD_NO_DB | CMD_SLOW, cmd_doctor, CTX_GLOBAL, "Space,d", NULL},
    {"serve", N_("own the database, and answer consoles and programs on a socket"), serve_args, 0,
     CMD_ANYONE | CMD_NO_DB | CMD_LOCAL, cmd_serve, 0, NULL, NULL},
    {"backup", N_("copy the running database safely"), backup_args, MANAGER,
     CMD_OWN_TX | CMD_KEEPS | CMD_SLOW, cmd_backup, 0, NULL, NULL},
    {"restore", N_("restore a backup into an empty place"), file_args, 0, CMD_ANYONE | CMD_NO_DB | CMD_OWN_TX,
     cmd_restore, 0, NULL, NULL},

    /* What the console does by itself. */
    {"console.help", N_("help for this screen"), NULL, 0, CMD_ANYONE, NULL, CTX_GLOBAL, "F1 ?", N_("help")},
    {"console.intake", N_("take a car in"), NULL, ADVISOR, 0, NULL, CTX_GLOBAL, "F2", N_("take in")},
    {"console.prices", N_("price lookup"), NULL, 0, CMD_ANYONE, NULL, CTX_GLOBAL, "F3", N_("prices")},
    {"console.board", N_("go to the board"), NULL, ROLE_ANY, 0, NULL, CTX_GLOBAL, "F4", N_("board")},
    {"console.refresh", N_("read everything again"), NULL, ROLE_ANY, 0, NULL, CTX_GLOBAL, "F5", NULL},
    {"console.save", N_("save"), NULL, ROLE_ANY, 0, NULL, CTX_FORM | CTX_INTAKE, "F8", N_("save")},
    {"console.sign", N_("sign"), NULL, ROLE_ANY, 0, NULL, CTX_BOARD | CTX_ORDER | CTX_INSPECT, "F9",
     N_("sign")},
    {"console.leave", N_("leave"), NULL, 0, CMD_ANYONE, NULL, CTX_GLOBAL, "F10 q", N_("leave")},
    {"console.palette", N_("find and run any command"), NULL, ROLE_ANY, 0, NULL, CTX_GLOBAL, "Ctrl-P",
     N_("commands")},
    {"console.filter", N_("show only rows with these words"), NULL, ROLE_ANY, 0, NULL,
     CTX_LIST | CTX_BOARD | CTX_FLOOR | CTX_ORDER | CTX_INSPECT | CTX_HELD, "/ Ctrl-F", N_("filter")},
    {"console.back", N_("back"), NULL, 0, CMD_ANYONE, NULL, CTX_GLOBAL, "Esc", NULL},
    {"console.lock", N_("lock the terminal"), NULL, ROLE_ANY, 0, NULL, CTX_GLOBAL, "Ctrl-L", NULL},
    {"console.other", N_("let another person log in at this terminal"), NULL, ROLE_ANY, 0, NULL, CTX_GLOBAL,
     NULL, NULL},
    {"console.damage", N_("the outline of the car: damage, and what was found where"), NULL, ROLE_ANY, 0,
     NULL, CTX_ORDER | CTX_INSPECT, "z F7", N_("damage")},
    {"console.note", N_("a remark on this item"), NULL, ROLE_ANY, 0, NULL, CTX_INSPECT, "t F6", N_("remark")},
    {"console.green", N_("green: in order"), NULL, ROLE_ANY, 0, NULL, CTX_INSPECT, "g Ctrl-G", N_("green")},
    {"console.amber", N_("amber: soon due"), NULL, ROLE_ANY, 0, NULL, CTX_INSPECT, "a Ctrl-A", N_("amber")},
    {"console.red", N_("red: not in order"), NULL, ROLE_ANY, 0, NULL, CTX_INSPECT, "r Ctrl-E", N_("red")},
    {"console.na", N_("not applicable"), NULL, ROLE_ANY, 0, NULL, CTX_INSPECT, "n Ctrl-N",
     N_("not applicable")},

    /* Of the core, but a key on every screen: help lists it behind what a screen is for. */
    {"undo", N_("take one's own last change of an order back"), undo_args, ROLE_ANY, CMD_CHANGES, cmd_undo,
     CTX_GLOBAL, "u Ctrl-Z", NULL},
    {"redo", N_("make the change again that was taken back last"), undo_args, ROLE_ANY, CMD_CHANGES, cmd_redo,
     CTX_GLOBAL, "Ctrl-R", NULL},
};

const size_t command_count = sizeof command_table / sizeof *command_table;

const struct arg *command_arg(const struct command *c, const char *name)
{
    for (const struct arg *a = c->args; a != NULL && a->name != NULL; a++) {
        if (strcmp(a->name, name) == 0) {
            return a;
        }
    }
    return NULL;
}

const struct command *command_find(const char *id)
{
    for (size_t i = 0; i < command_count; i++) {
        if (strcmp(command_table[i].id, id) == 0) {
            return &command_table[i];
        }
    }
    return NULL;
}
