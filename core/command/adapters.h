/* The functions of core/command/cmd_*.c that the table names: each decodes its arguments, calls one
 * typed function of the core and encodes what came back (see command_run in command.h). */
#ifndef CLEARBAY_COMMAND_ADAPTERS_H
#define CLEARBAY_COMMAND_ADAPTERS_H

#include "core/command/command.h"

command_run cmd_init;
command_run cmd_session_login;
command_run cmd_session_logout;
command_run cmd_board;
command_run cmd_order_open;
command_run cmd_order_list;
command_run cmd_order_show;
command_run cmd_order_edit;
command_run cmd_order_assign;
command_run cmd_order_diagnose;
command_run cmd_order_correct;
command_run cmd_order_add_part;
command_run cmd_order_add_labour;
command_run cmd_order_remove_line;
command_run cmd_order_authorise;
command_run cmd_order_decline;
command_run cmd_order_stage;
command_run cmd_order_start;
command_run cmd_order_done;
command_run cmd_order_promise;
command_run cmd_order_deliver;
command_run cmd_order_call_back;
command_run cmd_order_inspection;
command_run cmd_inspect;
command_run cmd_checklist;
command_run cmd_damage_panels;
command_run cmd_damage_add;
command_run cmd_damage_remove;
command_run cmd_sign;
command_run cmd_price_sync;
command_run cmd_price_import;
command_run cmd_price_rejects;
command_run cmd_price_held;
command_run cmd_price_accept;
command_run cmd_price_reject;
command_run cmd_price_rollback;
command_run cmd_price_find;
command_run cmd_price_show;
command_run cmd_price_history;
command_run cmd_vehicle_find;
command_run cmd_user_add;
command_run cmd_user_list;
command_run cmd_user_disable;
command_run cmd_user_pin;
command_run cmd_user_certify;
command_run cmd_user_revoke;
command_run cmd_bay_add;
command_run cmd_bay_list;
command_run cmd_draft_save;
command_run cmd_draft_list;
command_run cmd_draft_drop;
command_run cmd_vague_add;
command_run cmd_vague_list;
command_run cmd_vague_remove;
command_run cmd_audit_verify;
command_run cmd_audit_log;
command_run cmd_doctor;
command_run cmd_backup;
command_run cmd_restore;

#endif
