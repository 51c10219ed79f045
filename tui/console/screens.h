/* The screens of the console; each is one file. */
#ifndef CLEARBAY_CONSOLE_SCREENS_H
#define CLEARBAY_CONSOLE_SCREENS_H

#include "tui/console/form.h"
#include "tui/console/ui.h"

/* Who are you? And a new PIN for whoever came in with one that somebody else set. */
void screen_login_open(struct ui *ui);
/* The terminal is locked: the same person's PIN opens it, everything typed is still there. Whoever else logs
 * in begins with a board of his own; keep the drafts (ui_keep_drafts) before. */
void screen_lock_open(struct ui *ui);
/* The same, and the next one is asked for his login. */
void screen_other_open(struct ui *ui);

void screen_board_open(struct ui *ui); /* open orders with their clocks; the bottom of the stack */
void screen_floor_open(struct ui *ui); /* the bays of today: which car is where */
void screen_intake_open(struct ui *ui);
/* With a car that is known (of the commands find or vehicle.find) taken over; `car` may hold nothing but a
 * VIN. What is typed into an open one already is never overwritten. */
void screen_intake_take(struct ui *ui, const json_t *car);
void screen_order_open(struct ui *ui, const char *number);
void screen_inspect_open(struct ui *ui, const char *level); /* of the open order */
void screen_estimate_open(struct ui *ui);                   /* of the open order, for the customer */
void screen_damage_open(struct ui *ui);                     /* of the open order */
void screen_sign_open(struct ui *ui, const char *level);    /* of the open order */
void screen_prices_open(struct ui *ui);
void screen_prices_look_up(struct ui *ui, const char *number);
/* The prices that a part ever had; takes over `params`, arguments of price.history. */
void screen_history_open(struct ui *ui, json_t *params);
void screen_held_open(struct ui *ui); /* price lists that the gate held */

/* The public list, turning its pages by itself: one each so many seconds. Takes every other screen away. */
void screen_showroom_open(struct ui *ui, int seconds);

/* A form made from a command's row in the table; what the open order already says is filled in. A command
 * that needs nothing more is run at once. */
void screen_command_open(struct ui *ui, const struct command *c);
/* The same with arguments that are not asked for, and what fields hold at the start; both are taken over. */
void screen_command_open_with(struct ui *ui, const struct command *c, json_t *fixed, json_t *start);
/* The same about one thing, which its title names; the cursor begins in the field `first`. */
void screen_command_open_about(struct ui *ui, const struct command *c, json_t *fixed, json_t *start,
                               const char *about, const char *first);
/* The same with the fields of a draft typed into it; it is saved on top of the open order's `revision` (0: as
 * it is now), for which it was typed. */
void screen_command_restore(struct ui *ui, const struct command *c, const json_t *content, int64_t revision);
void screen_intake_restore(struct ui *ui, const json_t *content);
/* Asks before a command with CMD_ASK, and says what else takes it back, if anything does; `yes` runs with
 * `arg` (borrowed) when the answer is yes. */
void screen_ask_once(struct ui *ui, const struct command *c, void (*yes)(struct ui *ui, void *arg),
                     void *arg);
/* The same with what was typed for it, to be read again ("": nothing). */
void screen_ask_typed(struct ui *ui, const struct command *c, const char *typed,
                      void (*yes)(struct ui *ui, void *arg), void *arg);
/* A save came too late (ST_CONFLICT): theirs and mine, field by field; for each one says which stands. What
 * is chosen goes into `form`, and `save` runs with `arg`; all are borrowed and outlive the screen. */
void screen_conflict_open(struct ui *ui, const struct error *e, struct form *form,
                          void (*save)(struct ui *ui, void *arg), void *arg);
/* Opens the form of a draft as draft.list has it, on its order's page; `here`: that is open already. */
void screen_drafts_reopen(struct ui *ui, const json_t *draft, bool here);
/* Asks whether to go on with what was typed and never saved, when there is something. */
void screen_drafts_offer(struct ui *ui);
/* The list of it: what, about which order or car, when and where; Enter opens its form. */
void screen_drafts_open(struct ui *ui);
/* Rows that explain: `text` is copied. */
void screen_text_open(struct ui *ui, const char *title, const char *text);
/* What works on the screen on top; Enter runs it. */
void screen_help_open(struct ui *ui);
/* Every command that the person may run, orders, cars, customers and parts; Enter runs or opens it. */
void screen_palette_open(struct ui *ui);

#endif
