/* What people of the trade call a command when they look for it; by id, so that the rows of the table stay
 * short. The Chinese texts are what a Chinese workshop says, not the English words once more. */
#include "core/command/command.h"

#include "core/base/i18n.h"

#include <string.h>

static const struct {
    const char *id, *also; /* N_() */
} called[] = {
    {"board", N_("orders, overview")},
    {"floor", N_("lifts, schedule, plan of the workshop")},
    {"find", N_("search, look up")},
    {"order.list", N_("jobs, repair orders")},
    {"order.show", N_("repair order, details")},
    {"order.estimate", N_("quote, offer, bill")},
    {"order.edit", N_("mileage, complaint, change the order, rename, mistyped")},
    {"order.assign", N_("assign, dispatch, reassign, another technician")},
    {"order.diagnose", N_("diagnosis, fault, estimated time")},
    {"order.correct", N_("repair, remedy, fix")},
    {"order.add_part", N_("spare part, material")},
    {"order.add_labour", N_("labour, operation, hours")},
    {"order.remove_line", N_("delete, strike out")},
    {"order.authorise", N_("approve, agree, consent, accept")},
    {"order.decline", N_("refuse, reject")},
    {"order.stage", N_("status, progress, cancel, wait for parts")},
    {"order.start", N_("start, clock on")},
    {"order.done", N_("finish, clock off")},
    {"order.promise", N_("delay, postpone, new date")},
    {"order.deliver", N_("deliver, return, pick up")},
    {"order.certificate", N_("completion papers")},
    {"order.call_back", N_("phone, follow up, satisfaction")},
    {"order.inspection", N_("check, multi-point inspection, measure")},
    {"sign", N_("signature, sign off")},
    {"price.sync", N_("update, download the list")},
    {"price.find", N_("spare part, how much")},
    {"price.show", N_("replaced by, supersession")},
    {"showroom", N_("price board, public prices")},
    {"vehicle.find", N_("plate, VIN, phone, returning car")},
    {"customer.find", N_("phone, name, contact")},
    {"customer.erase", N_("delete, forget, privacy")},
    {"user.add", N_("employee, staff, technician")},
    {"user.list", N_("employees, staff, technicians")},
    {"user.disable", N_("delete a person, leaves the firm")},
    {"user.pin", N_("password")},
    {"bay.add", N_("lift, place")},
    {"bay.list", N_("lifts, places")},
    {"guarantee.list", N_("warranty")},
    {"guarantee.set", N_("warranty")},
    {"audit.log", N_("journal, history, who did what")},
    {"doctor", N_("health, self-test")},
    {"backup", N_("copy, save the data")},
    {"console.help", N_("keys, manual")},
    {"console.intake", N_("new order, reception, check in, walk-around")},
    {"console.prices", N_("parts, spare part, how much")},
    {"console.board", N_("orders, home")},
    {"console.leave", N_("quit, exit")},
    {"console.lock", N_("away, lock the screen")},
    {"console.other", N_("switch user, change of shift")},
    {"undo", N_("take back, revert")},
    {"redo", N_("repeat")},
};

const char *command_also(const struct command *c)
{
    for (size_t i = 0; i < sizeof called / sizeof *called; i++) {
        if (strcmp(called[i].id, c->id) == 0) {
            return _(called[i].also);
        }
    }
    return "";
}
