#include "tui/console/car_findings.h"
#include "tui/console/screen_words.h"

#include <string.h>

enum { PLACES_MAX = 4 };

/* Where an item lies. Checklists are data: one that a workshop has added, and one that is about no place, is
 * shown beside the car. */
static const struct {
    const char *item;
    const char *panels[PLACES_MAX];
} places[] = {
    {"damage_front", {"front_bumper"}},
    {"damage_left", {"left_front_door", "left_rear_door"}},
    {"damage_right", {"right_front_door", "right_rear_door"}},
    {"damage_rear", {"rear_bumper"}},
    {"glass", {"windscreen", "rear_window"}},
    {"warning_lamps", {"windscreen"}},
    {"fuel", {"left_rear_wing"}},
    {"belongings", {"boot"}},
    {"tools", {"boot"}},
    {"engine_oil", {"bonnet"}},
    {"coolant", {"bonnet"}},
    {"brake_fluid", {"bonnet"}},
    {"fluids", {"bonnet"}},
    {"battery_12v", {"bonnet"}},
    {"charging", {"bonnet"}},
    {"pad_front", {"left_front_wing", "right_front_wing"}},
    {"pad_rear", {"left_rear_wing", "right_rear_wing"}},
    {"brake_lines", {"left_front_wing", "right_front_wing", "left_rear_wing", "right_rear_wing"}},
    {"brakes", {"left_front_wing", "right_front_wing", "left_rear_wing", "right_rear_wing"}},
    {"fasteners", {"left_front_wing", "right_front_wing", "left_rear_wing", "right_rear_wing"}},
    {"suspension", {"left_front_wing", "right_front_wing", "left_rear_wing", "right_rear_wing"}},
    {"tread_fl", {"left_front_wing"}},
    {"tread_fr", {"right_front_wing"}},
    {"tread_rl", {"left_rear_wing"}},
    {"tread_rr", {"right_rear_wing"}},
    {"pressure_fl", {"left_front_wing"}},
    {"pressure_fr", {"right_front_wing"}},
    {"pressure_rl", {"left_rear_wing"}},
    {"pressure_rr", {"right_rear_wing"}},
    {"steering", {"windscreen"}},
    {"lamps", {"front_bumper", "rear_bumper"}},
    {"charge_port", {"right_rear_wing"}},
    {"clean", {"roof"}},
};

static bool has_place(const char *item)
{
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (strcmp(places[i].item, item) == 0) {
            return true;
        }
    }
    return false;
}

bool finding_is_on(const char *item, int panel)
{
    if (panel == FINDINGS_ELSEWHERE) {
        return !has_place(item);
    }
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        for (int k = 0; k < PLACES_MAX && places[i].panels[k] != NULL; k++) {
            if (strcmp(places[i].item, item) == 0 &&
                strcmp(places[i].panels[k], outline_panels[panel].name) == 0) {
                return true;
            }
        }
    }
    return false;
}

enum finding_result finding_result(const json_t *item)
{
    static const char *const names[FINDING_RESULTS] = {"red", "amber", "green"};
    int r = 0;
    while (r < FINDING_RESULTS && strcmp(names[r], answer_text(item, "result")) != 0) {
        r++;
    }
    return (enum finding_result)r;
}

struct findings findings_of(const json_t *inspections, int panel)
{
    struct findings f = {{0}};
    size_t i;
    const json_t *item;
    json_array_foreach(inspections, i, item)
    {
        enum finding_result r = finding_result(item);
        if (r != FINDING_RESULTS && finding_is_on(answer_text(item, "item"), panel)) {
            f.count[r]++;
        }
    }
    return f;
}

const char *finding_letter(enum finding_result result)
{
    static const char *const letters[FINDING_RESULTS] = {"R", "A", "G"};
    return letters[result];
}
