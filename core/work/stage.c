#include "core/work/stage.h"
#include "core/base/word.h"

#include <stddef.h>
#include <string.h>

static const char *const stages[STAGE_END] = {
    [STAGE_RECEIVED] = "received",
    [STAGE_DIAGNOSING] = "diagnosing",
    [STAGE_WAITING_APPROVAL] = "waiting-approval",
    [STAGE_WAITING_PARTS] = "waiting-parts",
    [STAGE_TEARDOWN] = "teardown",
    [STAGE_REPAIRING] = "repairing",
    [STAGE_ASSEMBLY] = "assembly",
    [STAGE_QC] = "qc",
    [STAGE_READY] = "ready",
    [STAGE_DELIVERED] = "delivered",
    [STAGE_CANCELLED] = "cancelled",
};

#define IN(stage) (1u << STAGE_##stage)
#define UNDER_WAY                                                                                            \
    (IN(DIAGNOSING) | IN(WAITING_APPROVAL) | IN(WAITING_PARTS) | IN(TEARDOWN) | IN(REPAIRING) | IN(ASSEMBLY))

/* What happens, in which stages it moves the order, and where to. By hand people go back and forth while
 * the work is under way; qc, ready and delivered are reached and left through signatures only. */
static const struct {
    enum step step;
    unsigned from;
    enum stage to;
} moves[] = {
    {STEP_BY_HAND, IN(RECEIVED) | (UNDER_WAY & ~IN(DIAGNOSING)), STAGE_DIAGNOSING},
    {STEP_BY_HAND, IN(RECEIVED) | (UNDER_WAY & ~IN(WAITING_APPROVAL)), STAGE_WAITING_APPROVAL},
    {STEP_BY_HAND, UNDER_WAY & ~IN(WAITING_PARTS), STAGE_WAITING_PARTS},
    {STEP_BY_HAND, UNDER_WAY & ~IN(TEARDOWN), STAGE_TEARDOWN},
    {STEP_BY_HAND, UNDER_WAY & ~IN(REPAIRING), STAGE_REPAIRING},
    {STEP_BY_HAND, IN(WAITING_PARTS) | IN(TEARDOWN) | IN(REPAIRING), STAGE_ASSEMBLY},
    {STEP_BY_HAND, IN(RECEIVED) | UNDER_WAY, STAGE_CANCELLED},
    {STEP_ASSIGNED, IN(RECEIVED), STAGE_DIAGNOSING},
    {STEP_WORK_BEGUN, IN(RECEIVED) | (UNDER_WAY & ~IN(REPAIRING)) | IN(QC) | IN(READY), STAGE_REPAIRING},
    {STEP_WORK_SIGNED, IN(RECEIVED) | UNDER_WAY, STAGE_QC},
    {STEP_QC_PASSED, IN(QC), STAGE_READY},
    {STEP_QC_FAILED, IN(QC) | IN(READY), STAGE_REPAIRING},
    {STEP_DELIVERED, IN(READY), STAGE_DELIVERED},
    {STEP_SIGNATURE_FELL, IN(QC) | IN(READY), STAGE_REPAIRING},
    {STEP_QC_FELL, IN(READY), STAGE_QC},
};

const char *stage_name(enum stage stage)
{
    return stage > STAGE_NONE && stage < STAGE_END ? stages[stage] : "";
}

enum stage stage_parse(const char *name)
{
    for (int i = STAGE_NONE + 1; name != NULL && i < STAGE_END; i++) {
        if (strcmp(stages[i], name) == 0) {
            return (enum stage)i;
        }
    }
    return STAGE_NONE;
}

const char *stage_label(enum stage stage)
{
    return stage > STAGE_NONE && stage < STAGE_END ? word_text(WORD_STAGE, stages[stage]) : "";
}

enum stage stage_after(enum stage from, enum step step)
{
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++) {
        if (moves[i].step == step && step != STEP_BY_HAND && (moves[i].from & 1u << from) != 0) {
            return moves[i].to;
        }
    }
    return STAGE_NONE;
}

bool stage_may_set(enum stage from, enum stage to)
{
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++) {
        if (moves[i].step == STEP_BY_HAND && moves[i].to == to && (moves[i].from & 1u << from) != 0) {
            return true;
        }
    }
    return false;
}

bool stage_is_open(enum stage stage)
{
    return stage > STAGE_NONE && stage < STAGE_DELIVERED;
}
