/* minizip over bytes in memory: what was hashed is what is read. */
#include "io/archive.h"

#include <minizip/unzip.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

typedef struct Source {
  const Buffer *bytes;
  size_t at;
} Source;

struct Archive {
  Source source;
  unzFile zip;
  bool reading;
};

/* --- minizip's way to read ------------------------------------------------------------------------ */

static voidpf ZCALLBACK source_open(voidpf opaque, const void *name, int mode) {
  (void)name, (void)mode;
  return opaque;
}

static uLong ZCALLBACK source_read(voidpf opaque, voidpf stream, void *out, uLong size) {
  (void)stream;
  Source *source = opaque;
  size_t left = source->at < source->bytes->size ? source->bytes->size - source->at : 0;
  size_t piece = size < left ? size : left;
  memcpy(out, source->bytes->data + source->at, piece);
  source->at += piece;
  return (uLong)piece;
}

static uLong ZCALLBACK source_write(voidpf opaque, voidpf stream, const void *bytes, uLong size) {
  (void)opaque, (void)stream, (void)bytes, (void)size;
  return 0;
}

static ZPOS64_T ZCALLBACK source_tell(voidpf opaque, voidpf stream) {
  (void)stream;
  return ((Source *)opaque)->at;
}

static long ZCALLBACK source_seek(voidpf opaque, voidpf stream, ZPOS64_T offset, int origin) {
  (void)stream;
  Source *source = opaque;
  size_t from = origin == ZLIB_FILEFUNC_SEEK_CUR   ? source->at
                : origin == ZLIB_FILEFUNC_SEEK_END ? source->bytes->size
                                                   : 0;
  if (offset > source->bytes->size || from + offset > source->bytes->size) return -1;
  source->at = from + (size_t)offset;
  return 0;
}

static int ZCALLBACK source_close(voidpf opaque, voidpf stream) {
  (void)opaque, (void)stream;
  return 0;
}

/* --- archives ------------------------------------------------------------------------------------- */

Archive *archive_open(const Buffer *bytes) {
  Archive *archive = memory_new(sizeof *archive);
  archive->source = (Source){bytes, 0};
  zlib_filefunc64_def ways = {.zopen64_file = source_open,
                              .zread_file = source_read,
                              .zwrite_file = source_write,
                              .ztell64_file = source_tell,
                              .zseek64_file = source_seek,
                              .zclose_file = source_close,
                              .zerror_file = source_close,
                              .opaque = &archive->source};
  archive->zip = unzOpen2_64("", &ways);
  if (archive->zip) return archive;
  free(archive);
  return NULL;
}

static void stop_reading(Archive *archive) {
  if (archive->reading) unzCloseCurrentFile(archive->zip);
  archive->reading = false;
}

void archive_close(Archive *archive) {
  if (!archive) return;
  stop_reading(archive);
  unzClose(archive->zip);
  free(archive);
}

bool archive_begin(Archive *archive, const char *name) {
  stop_reading(archive);
  unz_file_info64 info;
  if (unzLocateFile(archive->zip, name, 2) != UNZ_OK ||
      unzGetCurrentFileInfo64(archive->zip, &info, NULL, 0, NULL, 0, NULL, 0) != UNZ_OK ||
      (info.flag & 1) || unzOpenCurrentFile(archive->zip) != UNZ_OK)
    return false;
  return archive->reading = true;
}

int archive_read(Archive *archive, char *out, size_t room) {
  int got = unzReadCurrentFile(archive->zip, out, (unsigned)room);
  if (got > 0) return got;
  if (got == 0) {
    archive->reading = false;
    got = unzCloseCurrentFile(archive->zip) == UNZ_OK ? 0 : -1;
  }
  return got < 0 ? -1 : 0;
}

bool archive_part(Archive *archive, const char *name, size_t limit, Buffer *out) {
  buffer_clear(out);
  if (!archive_begin(archive, name)) return false;
  int got;
  do {
    char *end = buffer_reserve(out, 65536);
    got = archive_read(archive, end, 65536);
    if (got > 0) out->size += (size_t)got;
  } while (got > 0 && out->size <= limit);
  stop_reading(archive);
  return got == 0;
}
