/* How a struct of the shared memory lies: the fields that the worker's library told the host, with
 * their types and offsets, checked so that none reaches beyond the struct. */
#ifndef GUIZE_WIRE_LAYOUT_H
#define GUIZE_WIRE_LAYOUT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"

typedef enum LayoutType {
  LAYOUT_DOUBLE,
  LAYOUT_INT32,
  LAYOUT_UINT32,
  LAYOUT_UINT16,
  LAYOUT_UINT8,
  LAYOUT_BOOL,
} LayoutType;

typedef struct LayoutField {
  char name[64];
  LayoutType type;
  size_t offset;
} LayoutField;

enum { LAYOUT_MOST_FIELDS = 128, LAYOUT_MOST_BYTES = 2048 };

typedef struct Layout {
  LayoutField fields[LAYOUT_MOST_FIELDS];
  size_t count, size;
} Layout;

/* Decodes {"fields":[{"name","type","offset"}],"size"}; false with a fault (E740) when it is not
 * a proper layout. */
bool layout_read(Layout *layout, const json_t *description, Fault *fault);

/* The field of that name and type; NULL if there is none. */
const LayoutField *layout_find(const Layout *layout, const char *name, LayoutType type);

/* Its offset; sets `fault` (E740) and gives 0 when there is none. A fault already set is kept, so that
 * many fields can be asked for before the fault is looked at. */
size_t layout_offset(const Layout *layout, const char *name, LayoutType type, Fault *fault);

#endif
