/* place.h: what a place where things are kept implements; store.c does the queue, the deadlines and the
 * checks around it. A place has at most one call under way. */
#ifndef BK_STORE_PLACE_H
#define BK_STORE_PLACE_H

#include "store/call.h"

G_BEGIN_DECLS

/* Gives the answer to the call under way; takes it. May come from inside start(). */
typedef void (*BkPlaceAnswer)(BkStoreAnswer *answer, gpointer data);

typedef struct {
  /* The call stays valid until it is answered or stopped. */
  void (*start)(gpointer place, const BkStoreCall *call, BkPlaceAnswer answer, gpointer data);
  /* Ends the call under way now; its answer must not come any more. NULL where start() always answers. */
  void (*stop)(gpointer place);
  void (*free)(gpointer place);
} BkPlaceClass;

typedef struct {
  const BkPlaceClass *class;
  gpointer place;
} BkPlace;

BkPlace bk_place_keyring(const char *collection); /* "default" or "session"; a literal */
BkPlace bk_place_kernel(void);
BkPlace bk_place_memory(void);
BkPlace bk_place_none(void);

G_END_DECLS

#endif
