/* fill.h: how checked values get into the structs of server.h. Each is a BkStore: it is told the shape,
 * the value (NULL: absent) and the field. Containers are always made, so that readers need no NULL check. */
#ifndef BK_SERVERS_FILL_H
#define BK_SERVERS_FILL_H

#include "servers/format.h"

G_BEGIN_DECLS

void bk_fill_text(const BkShape *shape, const cJSON *value, gpointer field);   /* char* */
void bk_fill_base(const BkShape *shape, const cJSON *value, gpointer field);   /* char*, no "/" at the end */
void bk_fill_number(const BkShape *shape, const cJSON *value, gpointer field); /* int */
void bk_fill_flag(const BkShape *shape, const cJSON *value, gpointer field);   /* gboolean */
void bk_fill_word(const BkShape *shape, const cJSON *value, gpointer field);   /* an enum */
void bk_fill_ends(const BkShape *shape, const cJSON *value, gpointer field);   /* BkEndsSessions */
void bk_fill_json(const BkShape *shape, const cJSON *value, gpointer field);   /* const cJSON* */
void bk_fill_strv(const BkShape *shape, const cJSON *value, gpointer field); /* char**, of one text or many */
void bk_fill_hosts(const BkShape *shape, const cJSON *value, gpointer field); /* char**, each as store_host */
void bk_fill_texts(const BkShape *shape, const cJSON *value, gpointer field); /* GPtrArray of char* */
void bk_fill_pairs(const BkShape *shape, const cJSON *value, gpointer field); /* GPtrArray of BkPair* */
void bk_fill_inside(const BkShape *shape, const cJSON *value, gpointer field); /* the struct itself */
void bk_fill_struct(const BkShape *shape, const cJSON *value, gpointer field); /* pointer to a new struct */
void bk_fill_list(const BkShape *shape, const cJSON *value, gpointer field);   /* GPtrArray of new structs */
void bk_fill_map(const BkShape *shape, const cJSON *value, gpointer field);    /* the same, with names */
void bk_fill_variables(const BkShape *shape, const cJSON *value,
                       gpointer field);                                         /* GPtrArray of BkVariable* */
void bk_fill_sources(const BkShape *shape, const cJSON *value, gpointer field); /* GPtrArray of BkSource* */
void bk_fill_captures(const BkShape *shape, const cJSON *value, gpointer field); /* GPtrArray of BkCapture* */
void bk_fill_auth(const BkShape *shape, const cJSON *value, gpointer field);     /* BkAuth* */
void bk_fill_actions(const BkShape *shape, const cJSON *value, gpointer field);  /* GPtrArray of BkAction* */

/* BkObject.finish of several objects. */
void bk_finish_input(const cJSON *value, gpointer input);
void bk_finish_source(const cJSON *value, gpointer source);
void bk_finish_session(const cJSON *value, gpointer session);
void bk_finish_session_update(const cJSON *value, gpointer update);
void bk_finish_retry(const cJSON *value, gpointer rule);
void bk_finish_request(const cJSON *value, gpointer request);
void bk_finish_auth(const cJSON *value, gpointer auth);

G_END_DECLS

#endif
