/* What the files of the ui share: nothing else includes this. */
#ifndef CLEARBAY_CONSOLE_UI_INSIDE_H
#define CLEARBAY_CONSOLE_UI_INSIDE_H

#include "tui/console/background.h"
#include "tui/console/field.h"
#include "tui/console/keymap.h"
#include "tui/console/ui.h"

enum { DEPTH_MAX = 24, MESSAGE_MAX = 2048, RECALLS_MAX = 8, USER_MAX = 128 };

enum writing { WRITES, DISK_FULL, READS_ONLY };

struct entry {
    const struct screen_ops *ops;
    void *self;
    unsigned long seen; /* the change that its picture knows */
    bool typed;         /* since the draft was kept */
    int64_t typed_at;   /* monotonic ms */
    int64_t typed_from; /* the first press that is not kept yet */
    bool in_file;       /* its draft waits beside the locked database */
    char *draft;        /* as it was kept, owned; NULL: there is none */
    json_t *order;      /* that was open when another screen came on top; NULL: none */
};

/* What was looked for last in the box of one kind of screen. */
struct recalled {
    const struct screen_ops *ops; /* NULL: of none */
    bool proposed;                /* typing takes its place */
    char text[FIELD_LINE + 1];
};

struct recall {
    char user[USER_MAX]; /* whose it is */
    struct recalled all[RECALLS_MAX];
    const struct field *box; /* that the last press went into, only compared */
    bool moved;              /* in its rows, while it was empty */
};

struct ui {
    struct client *client;
    struct term *term;
    struct entry stack[DEPTH_MAX];
    int depth;
    bool done;
    bool is_public; /* see ui_set_public */
    char message[MESSAGE_MAX];
    enum style message_style;
    unsigned long changes; /* counts what anybody changed */
    long long version;     /* of the database, see client_version */
    int64_t idle_since;    /* monotonic ms of the last press */
    bool pressed;          /* there was one */
    bool notice;           /* what was drawn last: that the terminal is too small */
    bool unseen_keys; /* one was pressed since then that does something: it did not, nor those behind it */
    char prefix[KEY_NAME_SIZE]; /* the first press of a key of two; "": none */
    int64_t prefix_at;
    bool prefix_shown; /* what may follow it */
    json_t *order;
    json_t *thrown; /* the draft that was thrown away last, and whose; NULL: none */
    json_t *gone;   /* an array of answers to free when the picture is out; NULL: none */
    struct order_place place;
    struct recall recall;
    enum client_link link;   /* how the service is, as the picture knows it */
    enum writing writing;    /* what the last write said */
    struct background *sync; /* fetches price lists; NULL: nothing is being fetched */
};

/* The screen on top; there is one. */
struct entry *ui_entry(struct ui *ui);

/* Whether the key begins keys of two where one is; before the public none does. */
bool ui_has_prefix(const struct ui *ui, const char *key);

bool ui_unsaved(const struct entry *one);
bool ui_any_unsaved(const struct ui *ui);
bool ui_is_too_small(const struct ui *ui);

/* Keeps what a screen would lose, when it differs from what was kept. */
void ui_keep_draft(struct ui *ui, struct entry *one);
/* Whether a draft holds whatever would be lost now. */
bool ui_all_kept(const struct ui *ui);
/* What somebody threw away needs no draft. */
void ui_forget_draft(struct ui *ui, struct entry *one);
/* Notes with a draft on which revision of its order it was typed. */
void ui_put_revision(const struct ui *ui, const struct entry *one, const struct draft *d);

/* Before something typed is thrown away: undo brings back what was noted last, for the person who threw it
 * away, until a change is made. ui_note_thrown is false when nothing was noted, ui_bring_back when there is
 * nothing to bring back. */
bool ui_note_thrown(struct ui *ui, const struct entry *one);
void ui_say_thrown(struct ui *ui);
bool ui_bring_back(struct ui *ui);
void ui_forget_thrown(struct ui *ui);

/* Whether there is something to keep since now. */
void ui_note_unkept(struct entry *one, bool unkept);
/* Quiet for two seconds, or typing for long. */
bool ui_draft_is_due(const struct entry *one);

/* What the console does by itself on every screen, by the command's id; false: it is none of that. */
bool ui_run_own(struct ui *ui, const char *id);
/* True when the sync that runs beside has ended, and its outcome was said. */
bool ui_look_at_sync(struct ui *ui);

/* Follows how the service is (client_link): says that it is back, asks for the PIN when it does not know the
 * person any more. True: there is something new to draw. */
bool ui_look_at_link(struct ui *ui);
/* What stands in the title for as long as it is so; "": all is well. Borrowed. */
const char *ui_banner(const struct ui *ui);
/* Notes what became of a command: whether nothing can be written, or it can again. */
void ui_note_write(struct ui *ui, const struct command *c, enum status st, const struct error *e,
                   const json_t *answer);

/* True when a press brings back what was looked for last: `words` is then to be pressed in its place. */
bool ui_recalls(struct ui *ui, const struct press *p, struct press *words);
/* Before and after each press: notes what stood in a box that was left or emptied. */
void ui_recall_begin(struct ui *ui, struct recalled *before);
void ui_recall_end(struct ui *ui, const struct press *p, const struct recalled *before);

/* Lets the screen on top know what changed since its picture. */
void ui_refresh(struct ui *ui);

#endif
